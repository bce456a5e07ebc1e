import NeuralNetwork

/// What one thread works on in the judge: a shard of images, each with its own place in the
/// convolutions, for the way back.
final class JudgeWorkspace {
  let dense, output: Convolution2D.Workspace
  private let images: [(Convolution2D.Workspace, Convolution2D.Workspace)]
  private let judge: Judge
  private var gradients: Gradients?

  /// What only training needs: the deltas of one image, and the gradient of the shard's logits.
  struct Gradients {
    let first, second: Convolution2D.Workspace
    /// `[images of a shard, classes]`.
    let logits: FloatBuffer
  }

  init(_ judge: Judge) {
    self.judge = judge
    func workspace(_ layer: Convolution2D) -> Convolution2D.Workspace {
      Convolution2D.Workspace(layer, kernels: judge.engine.kernels)
    }
    images = (0..<Shards.mostImages).map { _ in (workspace(judge.first), workspace(judge.second)) }
    dense = workspace(judge.dense)
    output = workspace(judge.output)
  }

  /// The places of an image of the shard.
  func image(_ index: Int) -> (first: Convolution2D.Workspace, second: Convolution2D.Workspace) {
    images[index]
  }

  /// Those for training, allocated when they are first asked for.
  var forTraining: Gradients {
    if let gradients { return gradients }
    let made = Gradients(
      first: Convolution2D.Workspace(judge.first, kernels: judge.engine.kernels),
      second: Convolution2D.Workspace(judge.second, kernels: judge.engine.kernels),
      logits: FloatBuffer(count: Shards.mostImages * judge.classes))
    for workspace in [made.first, made.second, dense, output] { workspace.prepareForTraining() }
    gradients = made
    return made
  }
}
