import Tensors

/// The parameters of one layer, or anything shaped like them: gradients, Adam moments.
public struct Layer: Sendable {
  /// Such as `dense`.
  public let name: String
  /// Keras's layout of the kernel.
  public let kernelShape: [Int]
  /// The elements, row-major.
  public var kernel, bias: [Double]

  /// A layer of the given values.
  public init(name: String, kernelShape: [Int], kernel: [Double], bias: [Double]) {
    precondition(kernelShape.reduce(1, *) == kernel.count)
    self.name = name
    self.kernelShape = kernelShape
    self.kernel = kernel
    self.bias = bias
  }

  /// The same shapes filled with zeros.
  public var zeros: Layer {
    Layer(
      name: name, kernelShape: kernelShape, kernel: [Double](repeating: 0, count: kernel.count),
      bias: [Double](repeating: 0, count: bias.count))
  }

  /// The same shapes with other values.
  func replacing(_ values: (kernel: [Double], bias: [Double])) -> Layer {
    Layer(name: name, kernelShape: kernelShape, kernel: values.kernel, bias: values.bias)
  }

  /// Kernel and bias under the names they have in files.
  public var arrays: [(name: String, shape: [Int], elements: [Double])] {
    [(name + ".kernel", kernelShape, kernel), (name + ".bias", [bias.count], bias)]
  }

  /// Kernel and bias rounded to 32 bits, their names prefixed.
  public func tensors(prefix: String = "") -> [NamedTensor] {
    arrays.map { name, shape, elements in
      NamedTensor(
        name: prefix + name, tensor: Tensor(shape: shape, elements: elements.map { Float($0) }))
    }
  }
}
