import NeuralNetwork

/// Subsets that the kernel distance compares, and most images of one.
private let (subsetCount, largestSubset) = (20, 1000)

/// The numbers of as many real as generated images, each subset drawn without replacement.
///
/// - Parameters:
///   - real: How many real images there are.
///   - fake: How many generated ones.
///   - random: Fixes the draws.
/// - Returns: 20 subsets, of at most 1,000 images of each kind.
func kernelSubsets(
  real: Int, fake: Int, random: RandomStream
) -> [(real: [Int], fake: [Int])] {
  let size = min(largestSubset, real, fake)
  func subset(_ number: Int, kind: Int, of count: Int) -> [Int] {
    random.selection(.metricSubsets, epoch: number, step: kind, count: size, of: count)
  }
  return (0..<subsetCount).map { number in
    (real: subset(number, kind: 0, of: real), fake: subset(number, kind: 1, of: fake))
  }
}
