/// Mean and covariance of vectors: the Gaussian distribution that has both.
public struct GaussianStatistics: Sendable {
  /// Numbers of a vector.
  public let dimension: Int
  /// `[dimension]`.
  public let mean: [Double]
  /// `[dimension, dimension]`, the sum over vectors divided by n - 1.
  public let covariance: [Double]

  /// The statistics of at least two vectors.
  ///
  /// - Precondition: There are two.
  public init(of vectors: FeatureVectors, on loop: WorkLoop) {
    precondition(vectors.count >= 2, "one vector has no covariance")
    let (count, dimension) = (vectors.count, vectors.dimension)
    self.dimension = dimension
    var mean = [Double](repeating: 0, count: dimension)
    for row in 0..<count {
      for column in 0..<dimension { mean[column] += vectors.elements[row * dimension + column] }
    }
    for column in 0..<dimension { mean[column] /= Double(count) }
    self.mean = mean
    // Centred and transposed, so that each covariance is a product of two vectors.
    var centred = [Double](repeating: 0, count: vectors.elements.count)
    for row in 0..<count {
      for column in 0..<dimension {
        centred[column * count + row] = vectors.elements[row * dimension + column] - mean[column]
      }
    }
    let columns = FeatureVectors(elements: centred, dimension: count)
    let products = VectorProducts(rows: columns, columns: columns)
    covariance = [Double](unsafeUninitializedCapacity: dimension * dimension) { covariance, size in
      let covariance = covariance
      products.forEachBlock(on: loop) { block, values in
        for (index, row) in products.rows(ofBlock: block).enumerated() {
          for column in 0..<dimension {
            covariance[row * dimension + column] =
              values[index * products.stride + column] / Double(count - 1)
          }
        }
      }
      size = dimension * dimension
    }
  }

  /// A Gaussian of the given moments.
  ///
  /// - Precondition: `covariance` is `[dimension, dimension]` and symmetric.
  public init(mean: [Double], covariance: [Double]) {
    precondition(covariance.count == mean.count * mean.count, "moments of two dimensions")
    dimension = mean.count
    self.mean = mean
    self.covariance = covariance
  }
}
