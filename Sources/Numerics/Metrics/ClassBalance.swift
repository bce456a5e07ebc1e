#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How the classes of generated images differ from those of the data.
public struct ClassBalance: Equatable, Sendable {
  /// The Kullback-Leibler divergence of the generated images' shares from the data's, in nats, among the
  /// classes that the data has.
  ///
  /// 0 for equal shares; at most the negative logarithm of the smallest share of the data, which is also
  /// what it is where no image is of a class that the data has.
  public let divergence: Double
  /// Classes with less than a tenth of their share in the data.
  public let missing: [Int]

  /// - Parameters:
  ///   - fake: Generated images of each class.
  ///   - real: Those of the data.
  /// - Precondition: Both are of as many classes, with an image at least.
  public init(fake: [Int], real: [Int]) {
    let (fakeCount, realCount) = (fake.reduce(0, +), real.reduce(0, +))
    precondition(
      fake.count == real.count && fakeCount > 0 && realCount > 0,
      "\(fakeCount) images of \(fake.count) classes and \(realCount) of \(real.count)")
    let present = real.indices.filter { real[$0] > 0 }
    let comparable = present.reduce(0) { $0 + fake[$1] }
    if comparable > 0 {
      divergence = present.reduce(0) { sum, index in
        if fake[index] == 0 { return sum }
        let share = Double(fake[index]) / Double(comparable)
        return sum + share * log(share / (Double(real[index]) / Double(realCount)))
      }
    } else {
      let least = present.reduce(realCount) { min($0, real[$1]) }
      divergence = -log(Double(least) / Double(realCount))
    }
    // In whole numbers, so that a tenth is a tenth.
    missing = fake.indices.filter { 10 * fake[$0] * realCount < real[$0] * fakeCount }
  }
}
