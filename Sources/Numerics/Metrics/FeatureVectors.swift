#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Vectors of one length, such as a network's features of images, in float64.
public struct FeatureVectors: Sendable {
  /// Vectors, and numbers of one.
  public let count, dimension: Int
  /// `[count, dimension]`.
  public let elements: [Double]

  /// Vectors `[count, dimension]`.
  ///
  /// - Precondition: There is a vector at least, and as many numbers as that.
  public init(elements: [Double], dimension: Int) {
    precondition(
      dimension >= 1 && !elements.isEmpty && elements.count % dimension == 0,
      "\(elements.count) numbers are no vectors of \(dimension)")
    count = elements.count / dimension
    self.dimension = dimension
    self.elements = elements
  }

  /// The same of float32 numbers, as networks give them.
  public init(_ elements: [Float], dimension: Int) {
    self.init(elements: elements.map(Double.init), dimension: dimension)
  }

  /// Each divided by its length; a vector of zeros stays one.
  ///
  /// Distances of features behind rectifiers grow with their lengths, so that noise far from all data
  /// finds itself within the balls around it.
  public var normalized: FeatureVectors {
    var elements = elements
    for start in stride(from: 0, to: elements.count, by: dimension) {
      let range = start..<start + dimension
      let length = elements[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
      if length == 0 { continue }
      for index in range { elements[index] /= length }
    }
    return FeatureVectors(elements: elements, dimension: dimension)
  }

  /// Those of the given numbers, in that order.
  public func subset(_ indices: [Int]) -> FeatureVectors {
    var subset: [Double] = []
    subset.reserveCapacity(indices.count * dimension)
    for index in indices {
      subset += elements[index * dimension..<(index + 1) * dimension]
    }
    return FeatureVectors(elements: subset, dimension: dimension)
  }
}
