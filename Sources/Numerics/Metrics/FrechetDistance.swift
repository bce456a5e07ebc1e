#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The Frechet distance of two Gaussian distributions, squared as is usual for images.
///
///     |m1 - m2|^2 + tr(C1) + tr(C2) - 2 tr(sqrt(sqrt(C1) C2 sqrt(C1)))
///
/// The matrix under the root is symmetric and has the eigenvalues of C1 C2, so that its root needs no
/// complex numbers. What rounding makes negative counts as zero, and is told.
/// Source: Dowson and Landau 1982; Heusel et al. 2017, arXiv:1706.08500.
public struct FrechetDistance: Equatable, Sendable {
  /// At least 0 but for rounding.
  public let value: Double
  /// The most negative eigenvalue that counted as zero, as a share of the largest one.
  ///
  /// 0 when there is none. Far above rounding it tells that a covariance is none.
  public let negativeShare: Double

  /// The distance between two distributions.
  ///
  /// - Precondition: Both are of one dimension, and finite.
  public init(_ one: GaussianStatistics, _ other: GaussianStatistics) {
    precondition(one.dimension == other.dimension, "features of two networks")
    let size = one.dimension
    let first = SymmetricEigensystem(of: one.covariance, size: size)
    // Rows of `root` are eigenvectors times the roots of their eigenvalues: sqrt(C1) up to a rotation,
    // which changes no eigenvalue of the product.
    var root = first.vectors
    for row in 0..<size {
      let scale = max(0, first.values[row]).squareRoot()
      for column in 0..<size { root[row * size + column] *= scale }
    }
    let half = product(root, other.covariance, size)
    var middle = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in row..<size {
        for k in 0..<size {
          middle[row * size + column] += half[row * size + k] * root[column * size + k]
        }
      }
    }
    let values = SymmetricEigensystem(of: middle, size: size).values
    let trace = (0..<size).reduce(0) {
      $0 + one.covariance[$1 * size + $1] + other.covariance[$1 * size + $1]
    }
    let means = zip(one.mean, other.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    value = means + trace - 2 * values.reduce(0) { $0 + max(0, $1).squareRoot() }
    negativeShare = [first.values, values].map { values in
      guard let least = values.first, let most = values.last, most > 0 else { return 0 }
      return max(0, -least) / most
    }.reduce(0, max)
  }
}

/// The product of two matrices `[size, size]`.
private func product(_ a: [Double], _ b: [Double], _ size: Int) -> [Double] {
  var c = [Double](repeating: 0, count: size * size)
  for row in 0..<size {
    for k in 0..<size {
      let factor = a[row * size + k]
      for column in 0..<size { c[row * size + column] += factor * b[k * size + column] }
    }
  }
  return c
}
