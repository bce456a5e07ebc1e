import NeuralNetwork

/// What one thread works on in the generator: a whole shard up to the first convolution's output and
/// the gradient of that, the rest group by group of the second one.
final class GeneratorWorkspace {
  let transformed: TransposedConvolution2D.Workspace
  /// Activations of the dense layer and of the first convolution, a shard, and of the second one, a
  /// group.
  let hidden, middle, last: OperandBuffer
  let output: OutputConvolution.Workspace
  /// One panel of the dense layer's output or gradient: a row for each image of a piece.
  let panel: FloatBuffer
  private var training: (middle: FloatBuffer, last: FloatBuffer)?

  /// Images of a shard whose transformed gradients of the second convolution are multiplied together.
  ///
  /// They fit the last-level cache; a group of them goes through that convolution together.
  static let laneImages = 8

  init(first: TransposedConvolution2D, second: TransposedConvolution2D, kernels: Kernels) {
    transformed = TransposedConvolution2D.Workspace(
      [(first, images: Shards.mostImages), (second, images: Self.laneImages)], kernels: kernels)
    hidden = OperandBuffer(count: Shards.mostImages * Generator.hiddenCount, kernels: kernels)
    middle = OperandBuffer(count: Shards.mostImages * Generator.middleCount, kernels: kernels)
    last = OperandBuffer(count: second.group * Generator.lastCount, kernels: kernels)
    output = OutputConvolution.Workspace()
    panel = FloatBuffer(count: Shards.mostAtATime * Shards.mostImages * kernels.panel)
  }

  /// Allocates what only training needs.
  func prepareForTraining() {
    transformed.prepareForTraining()
    if training != nil { return }
    training = (
      FloatBuffer(count: Shards.mostImages * Generator.middleCount),
      FloatBuffer(count: Generator.lastCount)
    )
  }

  /// The gradients of `middle` and `last`.
  var gradients: (middle: FloatBuffer, last: FloatBuffer) {
    guard let training else { preconditionFailure("prepareForTraining comes first") }
    return training
  }
}
