import CKernels

/// A 7x7 `same` convolution of 128 channels of 28x28 pixels to one, and a sigmoid: the last layer of
/// an image.
///
/// It is vectorised over its input channels, as KERNELS.md says. The layer holds the packed kernel,
/// which all threads read; what a thread computes lies in its own `Workspace`.
public final class OutputConvolution {
  /// `[7, 7, 128, 1]` and `[1]`.
  public let kernel, bias: Parameter
  private let kernels: Kernels
  private let packed: OperandBuffer

  /// A layer whose parameters `name.kernel` and `name.bias` it adds to the layout.
  public init(_ name: String, layout: inout ParameterLayout, kernels: Kernels) {
    kernel = layout.add(name + ".kernel", [7, 7, Int(kernel_channels), 1])
    bias = layout.add(name + ".bias", [1])
    self.kernels = kernels
    packed = OperandBuffer(count: Int(kernel_output_packed_count), kernels: kernels)
  }

  /// What one thread needs for an image.
  public final class Workspace {
    /// What leaves, `[28, 28]` in 0...1, and its gradient.
    public let probabilities = FloatBuffer(count: 28 * 28)
    public let gradient = FloatBuffer(count: 28 * 28)
    /// What the forward pass leaves for the gradient of the kernel.
    fileprivate let scratch = FloatBuffer(count: Int(kernel_output_scratch_count))
    fileprivate let padded = FloatBuffer(count: Int(kernel_padded_gradient_count))

    /// Room for one image.
    public init() {}
  }

  /// Packs the kernel; needed after every change of it.
  public func prepare(_ parameters: Parameters) {
    kernels.table.output_pack(parameters[kernel], packed.at(0))
  }

  /// The image, at `workspace.probabilities`, of the operands `x`, `[28, 28, 128]`.
  public func forward(_ x: UnsafeRawPointer, parameters: Parameters, workspace: Workspace) {
    kernels.table.output_forward(
      x, packed.at(0), parameters[bias].pointee, workspace.scratch.start,
      workspace.probabilities.start)
  }

  /// From `workspace.gradient` through the sigmoid; returns the gradient of the bias.
  public func backwardSigmoid(_ workspace: Workspace) -> Float {
    kernels.table.output_backward_sigmoid(
      workspace.probabilities.start, workspace.gradient.start, workspace.padded.start)
  }

  /// Adds to the gradient of the kernel, after `backwardSigmoid`.
  public func backwardWeights(
    _ x: UnsafeRawPointer, workspace: Workspace, kernelGradient: UnsafeMutablePointer<Float>
  ) {
    kernels.table.output_backward_weights(
      x, workspace.scratch.start, workspace.padded.start, kernelGradient)
  }

  /// `dx`, the gradient of the input, after `backwardSigmoid`.
  public func backwardData(_ workspace: Workspace, dx: UnsafeMutablePointer<Float>) {
    kernels.table.output_backward_data(workspace.padded.start, packed.at(0), dx)
  }
}
