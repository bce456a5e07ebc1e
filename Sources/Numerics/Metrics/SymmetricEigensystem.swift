#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Eigenvalues and eigenvectors of a symmetric matrix, by rotations that make one off-diagonal element
/// after the other vanish until none is left that rounding would not make.
///
/// Source: Jacobi's method as in Golub and Van Loan, Matrix Computations, 8.5.
public struct SymmetricEigensystem {
  /// The eigenvalues, ascending.
  public let values: [Double]
  /// The eigenvectors, of length 1, in rows: `[eigenvalue, element]`.
  public let vectors: [Double]

  /// The eigensystem of `matrix`, `[size, size]`, of which the upper triangle is read.
  ///
  /// - Precondition: All elements are finite.
  /// - Complexity: O(size^3) a sweep, some ten sweeps.
  public init(of matrix: [Double], size: Int) {
    precondition(matrix.count == size * size, "no square of \(size)")
    var a = matrix
    for row in 0..<size {
      for column in 0..<row { a[row * size + column] = a[column * size + row] }
    }
    let norm = a.reduce(0) { $0 + $1 * $1 }.squareRoot()
    precondition(norm.isFinite, "the matrix has elements that are not finite")
    var vectors = [Double](repeating: 0, count: size * size)
    for index in 0..<size { vectors[index * size + index] = 1 }
    a.withUnsafeMutableBufferPointer { a in
      vectors.withUnsafeMutableBufferPointer { vectors in
        guard let a = a.baseAddress, let vectors = vectors.baseAddress else { return }
        while sweep(a, vectors, size, threshold: norm * 0x1p-54 / Double(size)) {}
      }
    }
    let order = (0..<size).sorted { a[$0 * size + $0] < a[$1 * size + $1] }
    values = order.map { a[$0 * size + $0] }
    self.vectors = order.flatMap { vectors[$0 * size..<($0 + 1) * size] }
  }
}

/// Rotates every element above `threshold` away once.
///
/// - Returns: Whether there was one.
private func sweep(
  _ a: UnsafeMutablePointer<Double>, _ vectors: UnsafeMutablePointer<Double>, _ size: Int,
  threshold: Double
) -> Bool {
  var hasRotated = false
  for p in 0..<size {
    for q in p + 1..<max(size, p + 1) {
      let element = a[p * size + q]
      if abs(element) <= threshold { continue }
      hasRotated = true
      // The smaller of the two angles: t = tan, of which 2 / tan(2 angle) = 1 / t - t.
      let ratio = (a[q * size + q] - a[p * size + p]) / (2 * element)
      let t = (ratio < 0 ? -1 : 1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
      let cosine = 1 / (1 + t * t).squareRoot()
      let sine = t * cosine
      rotate(a + p * size, a + q * size, size, step: 1, cosine, sine)
      rotate(a + p, a + q, size, step: size, cosine, sine)
      rotate(vectors + p * size, vectors + q * size, size, step: 1, cosine, sine)
      a[p * size + q] = 0
      a[q * size + p] = 0
    }
  }
  return hasRotated
}

private func rotate(
  _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int, step: Int,
  _ cosine: Double, _ sine: Double
) {
  for index in 0..<count {
    let (a, b) = (x[index * step], y[index * step])
    x[index * step] = cosine * a - sine * b
    y[index * step] = sine * a + cosine * b
  }
}
