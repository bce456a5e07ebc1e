import NeuralNetwork

/// The discriminator of the MNIST DCGAN: images `[28, 28, 1]` to logits.
///
/// Two 3x3 stride 2 `same` convolutions of 64 filters, or more, each with LeakyReLU and dropout, and a
/// dense layer to one logit. It works on one image at a time, on the calling thread; images on different
/// threads do not meet.
public final class Discriminator {
  /// The weights, in file order and Keras's layouts.
  public let parameters: Parameters
  /// Elements of one image that dropout may drop, layer by layer: `[14, 14, filters]`,
  /// `[7, 7, filters]`.
  public let dropoutElements: [Int]

  let engine: Engine
  private let first, second: Convolution2D
  private let firstActivation, secondActivation: LeakyReLU
  private let dense: DenseUnit
  private let workspaces: [DiscriminatorWorkspace]

  /// Height and width of an image.
  private static let imageSize = 28
  /// Pixels of an image.
  public static let pixels = imageSize * imageSize

  /// A discriminator with zero parameters.
  ///
  /// - Precondition: The filters of each convolution are a multiple of 64.
  public init(filters: Int, engine: Engine) {
    let kernels = engine.kernels
    var layout = ParameterLayout()
    let first = Convolution2D(
      "conv1", size: Self.imageSize, channels: 1, filters: filters, kernelSize: 3, stride: 2,
      layout: &layout, engine: engine)
    let second = Convolution2D(
      "conv2", size: first.outputSize, channels: filters, filters: filters,
      kernelSize: 3, stride: 2, layout: &layout, engine: engine)
    dropoutElements = [first, second].map { $0.outputSize * $0.outputSize * filters }
    let features = dropoutElements[1]
    dense = DenseUnit("dense", inputs: features, layout: &layout, kernels: kernels)
    firstActivation = LeakyReLU(of: first, into: second, kernels: kernels)
    secondActivation = LeakyReLU(of: second, kernels: kernels)
    workspaces = (0..<engine.threads).map { _ in
      DiscriminatorWorkspace(first: first, second: second, features: features, kernels: kernels)
    }
    (self.first, self.second, self.engine) = (first, second, engine)
    parameters = Parameters(layout)
  }

  /// Packs the weights; needed after every change of the parameters.
  public func prepare() {
    first.prepare(parameters)
    second.prepare(parameters)
  }

  /// The logit of one image `[28, 28]`.
  ///
  /// `keep` holds the dropout multipliers of all `dropoutElements`; without it nothing is dropped.
  public func logit(
    image: UnsafePointer<Float>, keep: UnsafePointer<Float>?, thread: Int
  ) -> Float {
    let workspace = workspaces[thread]
    workspace.first.load(image)
    first.forward(workspace.first)
    firstActivation.forward(
      workspace.first, bias: parameters[first.bias], keep: keep, y: workspace.second.input)
    second.forward(workspace.second)
    secondActivation.forward(
      workspace.second, bias: parameters[second.bias], keep: keep.map(secondKeep),
      y: workspace.features.at(0))
    return dense.forward(workspace.features.at(0), parameters: parameters)
  }

  private func secondKeep(_ keep: UnsafePointer<Float>) -> UnsafePointer<Float> {
    keep + dropoutElements[0]
  }
}

// MARK: - Backward

extension Discriminator {
  /// Allocates what only gradients need.
  public func prepareForTraining() {
    for workspace in workspaces { workspace.prepareForTraining() }
  }

  /// Adds one image's share to the gradients of all parameters, which are laid out as those, after its
  /// `logit` on this thread.
  public func accumulateGradients(
    logitGradient: Float, keep: UnsafePointer<Float>?, thread: Int,
    gradients: UnsafeMutablePointer<Float>
  ) {
    let workspace = workspaces[thread]
    backward(logitGradient, keep: keep, workspace: workspace, gradients: gradients)
    gradients[dense.bias.offset] += logitGradient
    accumulateKernels(
      input: workspace, features: workspace.features, deltas: workspace,
      logitGradient: logitGradient, gradients: gradients)
  }

  /// The gradient `[28, 28]` of one image, after its `logit` on this thread.
  public func imageGradient(
    logitGradient: Float, keep: UnsafePointer<Float>?, thread: Int,
    into gradient: UnsafeMutablePointer<Float>
  ) {
    let workspace = workspaces[thread]
    backward(logitGradient, keep: keep, workspace: workspace, gradients: nil)
    first.backwardData(workspace.first)
    workspace.first.copyInputGradient(to: gradient)
  }

  /// From the logit's gradient to those of what both convolutions leave; adds to the gradients of
  /// their biases.
  private func backward(
    _ logitGradient: Float, keep: UnsafePointer<Float>?, workspace: DiscriminatorWorkspace,
    gradients: UnsafeMutablePointer<Float>?
  ) {
    dense.backwardData(
      logitGradient, parameters: parameters, dx: workspace.featureGradient.start)
    secondActivation.backward(
      workspace.second, dy: workspace.featureGradient.start, y: workspace.features.at(0),
      keep: keep.map(secondKeep), biasGradient: gradients.map { $0 + second.bias.offset })
    second.backwardData(workspace.second)
    firstActivation.backward(
      workspace.first, dy: workspace.second.inputGradient, y: workspace.second.input, keep: keep,
      biasGradient: gradients.map { $0 + first.bias.offset })
  }

  /// Adds to the gradients of the kernels what enters each layer times the gradient of what leaves it.
  private func accumulateKernels(
    input: DiscriminatorWorkspace, features: OperandBuffer, deltas: DiscriminatorWorkspace,
    logitGradient: Float, gradients: UnsafeMutablePointer<Float>
  ) {
    first.backwardWeights(
      input.first, deltas: deltas.first, kernelGradient: gradients + first.kernel.offset)
    second.backwardWeights(
      input.second, deltas: deltas.second, kernelGradient: gradients + second.kernel.offset)
    dense.backwardWeights(
      logitGradient, x: features.at(0), kernelGradient: gradients + dense.kernel.offset)
  }
}

// MARK: - Penalties on the image's gradient

extension Discriminator {
  /// Adds to the gradients of the parameters that of how fast the logit rises along `direction`,
  /// `[28, 28]`: of the inner product of `direction` and the image's gradient.
  ///
  /// The network is linear between its kinks, so this slope is what a pass of tangents gives: the same
  /// layers without biases, with the slopes of the image's own activations. With `direction` twice the
  /// image's gradient, held fixed, it is the gradient of the penalty `|d logit / d image|^2` (Mescheder
  /// et al. 2018, arXiv:1801.04406).
  ///
  /// - Returns: The slope.
  /// - Precondition: `imageGradient` of this image, with 1 for the logit, came last on this thread.
  public func accumulateSlopeGradients(
    direction: UnsafePointer<Float>, keep: UnsafePointer<Float>?, thread: Int,
    gradients: UnsafeMutablePointer<Float>
  ) -> Float {
    let workspace = workspaces[thread]
    let tangent = workspace.tangents { [first, second, engine, dropoutElements] in
      DiscriminatorWorkspace(
        first: first, second: second, features: dropoutElements[1], kernels: engine.kernels)
    }
    tangent.first.load(direction)
    first.forward(tangent.first)
    firstActivation.tangent(
      tangent.first, y: workspace.second.input, keep: keep, t: tangent.second.input)
    second.forward(tangent.second)
    secondActivation.tangent(
      tangent.second, y: workspace.features.at(0), keep: keep.map(secondKeep),
      t: tangent.features.at(0))
    accumulateKernels(
      input: tangent, features: tangent.features, deltas: workspace, logitGradient: 1,
      gradients: gradients)
    return dense.product(tangent.features.at(0), parameters: parameters)
  }
}
