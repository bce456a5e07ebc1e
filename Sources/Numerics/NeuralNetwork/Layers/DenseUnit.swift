import CKernels

/// A dense layer of one image to one number: `kernel' x + bias`.
public struct DenseUnit {
  /// `[inputs, 1]` and `[1]`.
  public let kernel, bias: Parameter
  private let inputs: Int
  private let kernels: Kernels

  /// A layer of `inputs` inputs, whose parameters it adds to the layout.
  ///
  /// - Precondition: `inputs` is a multiple of 16.
  public init(_ name: String, inputs: Int, layout: inout ParameterLayout, kernels: Kernels) {
    precondition(inputs % 16 == 0, "\(inputs) inputs are no whole vectors")
    kernel = layout.add(name + ".kernel", [inputs, 1])
    bias = layout.add(name + ".bias", [1])
    self.inputs = inputs
    self.kernels = kernels
  }

  /// `kernel' x`, without the bias; `x` are operands.
  public func product(_ x: UnsafeRawPointer, parameters: Parameters) -> Float {
    kernels.table.dense_unit_forward(x, parameters[kernel], inputs)
  }

  /// The layer's number for the operands `x`.
  public func forward(_ x: UnsafeRawPointer, parameters: Parameters) -> Float {
    product(x, parameters: parameters) + parameters[bias].pointee
  }

  /// `dx`, the gradient of the inputs.
  public func backwardData(
    _ gradient: Float, parameters: Parameters, dx: UnsafeMutablePointer<Float>
  ) {
    kernels.table.dense_unit_backward_data(gradient, parameters[kernel], inputs, dx)
  }

  /// Adds to the gradient of the kernel.
  public func backwardWeights(
    _ gradient: Float, x: UnsafeRawPointer, kernelGradient: UnsafeMutablePointer<Float>
  ) {
    kernels.table.dense_unit_backward_weights(gradient, x, inputs, kernelGradient)
  }
}
