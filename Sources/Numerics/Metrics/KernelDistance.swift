#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The squared maximum mean discrepancy of two sets of vectors under a cubic kernel, KID.
///
///     k(x, y) = (x y / dimension + 1)^3
///
/// It is estimated without bias, so that equal distributions give 0 on average and often less, on
/// subsets that the caller draws. Source: Binkowski et al. 2018, arXiv:1801.01401.
public struct KernelDistance: Equatable, Sendable {
  /// Mean over the subsets.
  public let mean: Double
  /// Standard deviation of the estimates over the subsets, the sum of squares divided by their number.
  public let deviation: Double

  /// - Parameters:
  ///   - real: Vectors of real images.
  ///   - fake: Of generated ones.
  ///   - subsets: Numbers of vectors to compare: as many of both sets, at least two.
  ///   - loop: Runs blocks of a subset.
  /// - Precondition: There is a subset.
  /// - Complexity: O(subsets m^2 dimension) for m vectors a subset.
  public init(
    real: FeatureVectors, fake: FeatureVectors, subsets: [(real: [Int], fake: [Int])],
    on loop: WorkLoop
  ) {
    precondition(!subsets.isEmpty, "no subset to compare")
    let estimates = subsets.map { subset in
      Self.estimate(real.subset(subset.real), fake.subset(subset.fake), on: loop)
    }
    let mean = estimates.reduce(0, +) / Double(estimates.count)
    let squares = estimates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    deviation = (squares / Double(estimates.count)).squareRoot()
  }

  /// The unbiased estimate of two sets of m vectors.
  private static func estimate(
    _ x: FeatureVectors, _ y: FeatureVectors, on loop: WorkLoop
  ) -> Double {
    precondition(x.count == y.count && x.count >= 2, "subsets of \(x.count) and \(y.count)")
    let m = Double(x.count)
    let within =
      kernelSum(x, x, isTriangle: true, on: loop) + kernelSum(y, y, isTriangle: true, on: loop)
    let between = kernelSum(x, y, isTriangle: false, on: loop)
    return 2 * within / (m * (m - 1)) - 2 * between / (m * m)
  }

  /// The sum of the kernel over all pairs, or with `isTriangle` over those of a row and a later column.
  private static func kernelSum(
    _ x: FeatureVectors, _ y: FeatureVectors, isTriangle: Bool, on loop: WorkLoop
  ) -> Double {
    let products = VectorProducts(rows: x, columns: y)
    let dimension = Double(x.dimension)
    var sums = [Double](repeating: 0, count: x.count)
    sums.withUnsafeMutableBufferPointer { sums in
      let sums = sums
      products.forEachBlock(on: loop, fromDiagonal: isTriangle) { block, values in
        for (index, row) in products.rows(ofBlock: block).enumerated() {
          let values = values + index * products.stride
          for column in (isTriangle ? row + 1 : 0)..<y.count {
            let base = values[column] / dimension + 1
            sums[row] += base * base * base
          }
        }
      }
    }
    return sums.reduce(0, +)
  }
}
