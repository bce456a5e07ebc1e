import CKernels

/// What one thread works on in the generator: a whole track up to the first convolution's output and
/// the gradient of that, the rest image by image.
final class GeneratorWorkspace {
  let transformed: TransposedConvolution2D.Workspace
  /// Activations of the dense layer and of the first convolution, a track, and of the second one, an
  /// image.
  let hidden, middle, last: OperandBuffer
  /// Sums of two rows of `last`.
  let rowSums: OperandBuffer
  let probabilities = FloatBuffer(count: Generator.pixels)
  let imageGradient = FloatBuffer(count: Generator.pixels)
  let padded = FloatBuffer(count: Int(kernel_padded_gradient_count))
  /// One panel of the dense layer's output or gradient.
  let panel: FloatBuffer
  private var training: (middle: FloatBuffer, last: FloatBuffer)?

  init(first: TransposedConvolution2D, second: TransposedConvolution2D, kernels: Kernels) {
    transformed = TransposedConvolution2D.Workspace(
      [(first, groups: 1), (second, groups: Blocks.laneImages)], kernels: kernels)
    hidden = OperandBuffer(count: Blocks.trackImages * Generator.hiddenCount, kernels: kernels)
    middle = OperandBuffer(count: Blocks.trackImages * Generator.middleCount, kernels: kernels)
    last = OperandBuffer(count: Generator.lastCount, kernels: kernels)
    rowSums = OperandBuffer(count: Int(kernel_row_sums_count), kernels: kernels)
    panel = FloatBuffer(count: Blocks.images * kernels.panel)
  }

  /// Allocates what only training needs.
  func prepareForTraining() {
    transformed.prepareForTraining()
    if training != nil { return }
    training = (
      FloatBuffer(count: Blocks.trackImages * Generator.middleCount),
      FloatBuffer(count: Generator.lastCount)
    )
  }

  /// The gradients of `middle` and `last`.
  var gradients: (middle: FloatBuffer, last: FloatBuffer) {
    guard let training else { preconditionFailure("prepareForTraining comes first") }
    return training
  }
}
