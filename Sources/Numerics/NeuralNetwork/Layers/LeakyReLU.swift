import CKernels

/// LeakyReLU of a convolution's output and its bias, times the multipliers of dropout:
///
///     y = a * keep,  a = x + bias where that is above 0, else 0.2 (x + bias)
///
/// One pass over an image does all of it. Without multipliers nothing is dropped.
public struct LeakyReLU {
  private let shape: ActivationShape
  private let kernels: Kernels

  /// The activation between `layer` and the input of `next`.
  public init(of layer: Convolution2D, into next: Convolution2D, kernels: Kernels) {
    precondition(
      layer.shape.filters == next.shape.channels && layer.shape.output_size == next.shape.size)
    self.init(of: layer, row: next.shape.paddedRow, kernels: kernels)
  }

  /// The activation behind `layer`, its pixels one after the other: `[outputSize, outputSize,
  /// filters]`.
  public init(of layer: Convolution2D, kernels: Kernels) {
    self.init(
      of: layer, row: Int(layer.shape.output_size * layer.shape.filters), kernels: kernels)
  }

  private init(of layer: Convolution2D, row: Int, kernels: Kernels) {
    self.kernels = kernels
    shape = ActivationShape(
      rows: layer.shape.output_size, columns: layer.shape.output_size,
      channels: layer.shape.filters, x_stride: layer.shape.filterStride, y_row: row)
  }

  /// The activations `y`, operands, of what the layer left in its workspace.
  ///
  /// - Parameters:
  ///   - x: The layer's workspace.
  ///   - bias: `[filters]`.
  ///   - keep: Multipliers `[outputSize, outputSize, filters]`; nil drops nothing.
  ///   - y: Where the first pixel goes.
  public func forward(
    _ x: Convolution2D.Workspace, bias: UnsafePointer<Float>, keep: UnsafePointer<Float>?,
    y: UnsafeMutableRawPointer
  ) {
    withUnsafePointer(to: shape) {
      kernels.table.activate(x.output.start, $0, bias, keep, y)
    }
  }

  /// The gradient of what the layer left, at `x.delta`, from that of `y`, which is laid out as `y` is;
  /// adds to the gradient of the bias unless that is nil.
  public func backward(
    _ x: Convolution2D.Workspace, dy: UnsafePointer<Float>, y: UnsafeRawPointer,
    keep: UnsafePointer<Float>?, biasGradient: UnsafeMutablePointer<Float>?
  ) {
    withUnsafePointer(to: shape) {
      kernels.table.activate_backward(dy, y, $0, keep, x.delta, biasGradient)
    }
  }

  /// How `y` moves, at `t`, when what the layer leaves moves by what lies in the workspace `x`.
  public func tangent(
    _ x: Convolution2D.Workspace, y: UnsafeRawPointer, keep: UnsafePointer<Float>?,
    t: UnsafeMutableRawPointer
  ) {
    withUnsafePointer(to: shape) {
      kernels.table.activate_tangent(x.output.start, y, $0, keep, t)
    }
  }
}
