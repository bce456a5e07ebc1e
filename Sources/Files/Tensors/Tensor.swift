/// A contiguous, row-major array of 32-bit floats.
public struct Tensor: Equatable, Sendable {
  /// Dimensions, outermost first.
  public var shape: [Int]
  /// The elements; as many as the product of `shape`.
  public var elements: [Float]

  /// - Precondition: `elements.count` is the product of `shape`.
  public init(shape: [Int], elements: [Float]) {
    precondition(
      shape.reduce(1, *) == elements.count,
      "shape \(shape) does not hold \(elements.count) elements")
    self.shape = shape
    self.elements = elements
  }
}

/// A tensor under the name it has in files.
public struct NamedTensor: Equatable, Sendable {
  /// Such as `dense.kernel`.
  public var name: String
  /// The values.
  public var tensor: Tensor

  /// Names `tensor`.
  public init(name: String, tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }
}
