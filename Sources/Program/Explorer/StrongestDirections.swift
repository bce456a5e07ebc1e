import Metrics
import Tensors

/// The directions of latents that the dense layer answers most strongly, the strongest first: the left
/// singular vectors of its kernel.
///
/// The largest element of each is positive, as the sign is arbitrary.
///
/// - Parameters:
///   - kernel: `[latent, outputs]`, finite.
///   - count: As many are wanted.
/// - Returns: `[count, latent]`, each of length 1; of fewer latents than `count` as many.
func strongestDirections(of kernel: Tensor, count: Int) -> [Float] {
  let (latent, outputs) = (kernel.shape[0], kernel.shape[1])
  let squares = SymmetricEigensystem(
    of: products(of: kernel.elements, rows: latent, columns: outputs), size: latent)
  return (0..<min(count, latent)).flatMap { place -> [Float] in
    let start = (latent - 1 - place) * latent
    let vector = squares.vectors[start..<start + latent]
    let largest = vector.max { $0.magnitude < $1.magnitude } ?? 1
    return vector.map { Float(largest < 0 ? -$0 : $0) }
  }
}

/// The inner products of all pairs of rows, `[rows, rows]`, the upper triangle alone.
private func products(of matrix: [Float], rows: Int, columns: Int) -> [Double] {
  var products = [Double](repeating: 0, count: rows * rows)
  matrix.withUnsafeBufferPointer { matrix in
    for i in 0..<rows {
      for j in i..<rows {
        var sum = 0.0
        for column in 0..<columns {
          sum += Double(matrix[i * columns + column]) * Double(matrix[j * columns + column])
        }
        products[i * rows + j] = sum
      }
    }
  }
  return products
}
