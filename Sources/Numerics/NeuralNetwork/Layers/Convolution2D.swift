import CKernels

/// A `same` convolution of one image of any shape, without its bias, which the activation adds:
///
///     y[i, j, f] = sum over u, v, c of
///       x[stride i + u - before, stride j + v - before, c] * kernel[u, v, c, f]
///
/// `same` is TensorFlow's: `ceil(size / stride)` pixels leave, and of the zeros around the input one
/// more lies below and to the right than above and to the left when their number is odd.
///
/// The layer holds the packed kernel, which all threads read; what a thread computes lies in its own
/// `Workspace`. Source: Dumoulin and Visin 2016, arXiv:1603.07285; products with the matrix of patches
/// as in Chellapilla et al. 2006.
public final class Convolution2D {
  /// `[kernelSize, kernelSize, channels, filters]` and `[filters]`.
  public let kernel, bias: Parameter
  /// Its shape, as the kernels take it.
  let shape: ConvolutionShape
  private let engine: Engine
  private let panels, transposed: OperandBuffer

  /// Height and width of what leaves.
  public var outputSize: Int { Int(shape.output_size) }

  /// A convolution of images `[size, size, channels]` to `[outputSize, outputSize, filters]`, whose
  /// parameters `name.kernel` and `name.bias` it adds to the layout.
  ///
  /// - Precondition: All numbers are at least 1.
  public init(
    _ name: String, size: Int, channels: Int, filters: Int, kernelSize: Int, stride: Int,
    layout: inout ParameterLayout, engine: Engine
  ) {
    kernel = layout.add(name + ".kernel", [kernelSize, kernelSize, channels, filters])
    bias = layout.add(name + ".bias", [filters])
    self.engine = engine
    shape = ConvolutionShape(
      size: size, channels: channels, filters: filters, taps: kernelSize, stride: stride,
      panel: engine.kernels.panel)
    // Of two operands in a word, one may lie behind the end.
    func operands(_ rows: Int, _ columns: Int) -> OperandBuffer {
      OperandBuffer(count: (rows + 1) * columns, kernels: engine.kernels)
    }
    panels = operands(shape.patchCount, shape.filterStride)
    transposed = operands(filters, shape.patchStride)
  }

  /// Packs the kernel; needed after every change of it.
  public func prepare(_ parameters: Parameters) {
    withShape { shape in
      engine.kernels.table.convolution_pack(
        shape, parameters[kernel], panels.at(0), transposed.at(0))
    }
  }

  /// What leaves for what lies in `workspace.input`, at `workspace.output`.
  public func forward(_ workspace: Workspace) {
    withShape { shape in
      engine.kernels.table.convolution_gather(
        shape, workspace.padded.at(0), workspace.patches.at(0))
      engine.kernels.table.convolution_forward(
        shape, workspace.patches.at(0), panels.at(0), workspace.output.start)
    }
  }

  /// The gradient of the input, at `workspace.inputGradient`, from `workspace.delta`.
  public func backwardData(_ workspace: Workspace) {
    let training = workspace.forTraining
    withShape { shape in
      engine.kernels.table.convolution_backward_data(
        shape, training.delta.at(0), transposed.at(0), training.patchGradient.start,
        training.paddedGradient.start)
    }
  }

  /// Adds to the gradient of the kernel the share of the input of `workspace` and of `deltas.delta`,
  /// which is of the same image.
  public func backwardWeights(
    _ workspace: Workspace, deltas: Workspace, kernelGradient: UnsafeMutablePointer<Float>
  ) {
    let training = deltas.forTraining
    withShape { shape in
      engine.kernels.table.convolution_backward_weights(
        shape, workspace.patches.at(0), training.delta.at(0), training.scratch.start,
        kernelGradient)
    }
  }

  private func withShape(_ body: (UnsafePointer<ConvolutionShape>) -> Void) {
    withUnsafePointer(to: shape, body)
  }
}

extension ConvolutionShape {
  fileprivate init(
    size: Int, channels: Int, filters: Int, taps: Int, stride: Int, panel: Int
  ) {
    precondition(
      size >= 1 && channels >= 1 && filters >= 1 && taps >= 1 && stride >= 1,
      "no convolution of \(channels) channels of \(size) pixels to \(filters) with \(taps) taps")
    func roundedToPanels(_ count: Int) -> Int { (count + panel - 1) / panel * panel }
    let output = (size + stride - 1) / stride
    let zeros = max(0, (output - 1) * stride + taps - size)
    let patch = taps * taps * channels
    self.init(
      size: Int32(size), channels: Int32(channels), filters: Int32(filters), taps: Int32(taps),
      stride: Int32(stride), before: Int32(zeros / 2), padded_size: Int32(size + zeros),
      output_size: Int32(output), patch: Int32(patch),
      patch_stride: Int32(roundedToPanels(patch)), filter_stride: Int32(roundedToPanels(filters)))
  }

  var patchCount: Int { Int(patch) }
  var patchStride: Int { Int(patch_stride) }
  var filterStride: Int { Int(filter_stride) }
  /// Elements of a row of the input with its zeros.
  var paddedRow: Int { Int(padded_size * channels) }
  /// Where the input itself begins in it.
  var inputStart: Int { Int(before) * paddedRow + Int(before * channels) }
}
