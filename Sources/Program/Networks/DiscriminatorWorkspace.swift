import NeuralNetwork

/// What one thread works on in the discriminator: an image on its way through the layers and back.
final class DiscriminatorWorkspace {
  let first, second: Convolution2D.Workspace
  /// What enters the dense layer, operands `[7, 7, 64]`.
  let features: OperandBuffer
  private var training: FloatBuffer?
  private var tangents: DiscriminatorWorkspace?

  init(first: Convolution2D, second: Convolution2D, features: Int, kernels: Kernels) {
    self.first = Convolution2D.Workspace(first, kernels: kernels)
    self.second = Convolution2D.Workspace(second, kernels: kernels)
    self.features = OperandBuffer(count: features, kernels: kernels)
    featureCount = features
  }

  private let featureCount: Int

  /// Allocates what only training needs.
  func prepareForTraining() {
    first.prepareForTraining()
    second.prepareForTraining()
    if training == nil { training = FloatBuffer(count: featureCount) }
  }

  /// The gradient of `features`.
  var featureGradient: FloatBuffer {
    guard let training else { preconditionFailure("prepareForTraining comes first") }
    return training
  }

  /// Where tangents go, made when they are first asked for.
  func tangents(_ make: () -> DiscriminatorWorkspace) -> DiscriminatorWorkspace {
    if let tangents { return tangents }
    let made = make()
    tangents = made
    return made
  }
}
