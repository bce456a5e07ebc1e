import Tensors

extension Tensor {
  /// The same elements with the dimensions in another order: dimension `i` of the result is dimension
  /// `axes[i]` of this one.
  ///
  /// - Precondition: `axes` has each dimension once.
  func permuted(_ axes: [Int]) -> Tensor {
    precondition(axes.sorted() == Array(shape.indices), "\(axes) are not the axes of \(shape)")
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    var offsets = [0]
    for axis in axes {
      offsets = offsets.flatMap { offset in
        (0..<shape[axis]).map { offset + $0 * strides[axis] }
      }
    }
    return Tensor(shape: axes.map { shape[$0] }, elements: offsets.map { elements[$0] })
  }

  /// The same elements in another shape.
  ///
  /// - Precondition: It has as many.
  func reshaped(_ shape: [Int]) -> Tensor { Tensor(shape: shape, elements: elements) }
}
