import CKernels

/// What one thread works on in the generator: a track up to the first convolution's output and the
/// second one's input gradient, what lies between group by group.
final class GeneratorWorkspace {
  let transformed: TransposedConvolution2D.Workspace
  /// Activations: of the dense layer `[16, 7, 7, 128]`, of the first convolution
  /// `[16, 14, 14, 128]`, of the second `[1, 28, 28, 128]`.
  let hidden, middle, last: OperandBuffer
  let probabilities = FloatBuffer(count: Blocks.secondGroupImages * Generator.pixels)
  let imageGradient = FloatBuffer(count: Generator.pixels)
  let padded = FloatBuffer(count: Int(kernel_padded_gradient_count))
  /// One panel of the dense layer's output or gradient.
  let panel: FloatBuffer
  /// Gradients of the second convolution's output, one image, and of its input, a track.
  private(set) var lastGradient = FloatBuffer(count: 0)
  private(set) var middleGradient = FloatBuffer(count: 0)

  init(first: TransposedConvolution2D, second: TransposedConvolution2D, kernels: Kernels) {
    transformed = TransposedConvolution2D.Workspace(
      [
        (first, images: Blocks.trackImages, group: Blocks.firstGroupImages),
        (second, images: Blocks.laneImages, group: Blocks.secondGroupImages),
      ], kernels: kernels)
    hidden = OperandBuffer(count: Blocks.trackImages * Generator.hiddenCount, kernels: kernels)
    middle = OperandBuffer(count: Blocks.trackImages * Generator.middleCount, kernels: kernels)
    last = OperandBuffer(
      count: Blocks.secondGroupImages * Generator.lastCount, kernels: kernels)
    panel = FloatBuffer(count: Blocks.images * kernels.panel)
  }

  /// Allocates what only training needs.
  func prepareForTraining() {
    transformed.prepareForTraining()
    if middleGradient.count > 16 { return }
    lastGradient = FloatBuffer(count: Generator.lastCount)
    middleGradient = FloatBuffer(count: Blocks.trackImages * Generator.middleCount)
  }
}
