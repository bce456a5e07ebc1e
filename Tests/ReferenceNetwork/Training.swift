/// Everything random in one step.
public struct TrainingInputs: Sendable {
  /// `[batch / 2, 28, 28]`.
  public var realImages: [Double]
  /// `[batch / 2, latent]` and `[batch, latent]`.
  public var discriminatorLatents, generatorLatents: [Double]
  /// Dropout of the two updates; nil drops nothing.
  public var discriminatorMasks, generatorMasks: Discriminator.Masks?

  /// Inputs given one by one.
  public init(
    realImages: [Double], discriminatorLatents: [Double], generatorLatents: [Double],
    discriminatorMasks: Discriminator.Masks?, generatorMasks: Discriminator.Masks?
  ) {
    self.realImages = realImages
    self.discriminatorLatents = discriminatorLatents
    self.generatorLatents = generatorLatents
    self.discriminatorMasks = discriminatorMasks
    self.generatorMasks = generatorMasks
  }
}

/// What one step computed on its way.
public struct TrainingResults: Sendable {
  /// Generated images of the discriminator's batch.
  public let fakeImages: [Double]
  /// Logits of real then generated images, and of the generator's batch.
  public let discriminatorLogits, generatorLogits: [Double]
  /// Mean binary cross-entropies.
  public let discriminatorLoss, generatorLoss: Double
  /// Gradients of all parameters.
  public let discriminatorGradients, generatorGradients: [Layer]
  /// How far the gradients may move by kinks; nil unless the step was asked for them.
  public let discriminatorKinks, generatorKinks: KinkAllowance?
}

/// Generator and discriminator with their optimizers.
public struct Training: Sendable {
  /// The networks.
  public private(set) var generator: Generator
  public private(set) var discriminator: Discriminator
  /// Their optimizers.
  public private(set) var generatorAdam, discriminatorAdam: Adam

  /// No step made yet.
  public init(generator: Generator, discriminator: Discriminator) {
    self.generator = generator
    self.discriminator = discriminator
    generatorAdam = Adam(generator.layers)
    discriminatorAdam = Adam(discriminator.layers)
  }

  /// One discriminator update on real and generated images together, then one generator update
  /// through the frozen discriminator.
  ///
  /// With `kinks` it also finds the `KinkAllowance`s.
  public mutating func step(_ inputs: TrainingInputs, kinks: Bool = false) -> TrainingResults {
    let fakeImages = generator.images(inputs.discriminatorLatents)
    let judged = discriminator.forward(
      inputs.realImages + fakeImages, masks: inputs.discriminatorMasks)
    let half = judged.logits.count / 2
    let labels = [Double](repeating: 1, count: half) + [Double](repeating: 0, count: half)
    let discriminatorGradients = discriminator.backward(
      CrossEntropy.gradient(logits: judged.logits, labels: labels), judged
    ).layers
    let discriminatorKinks =
      kinks ? KinkAllowance(discriminator, judged, labels: labels) : nil
    discriminatorAdam.update(&discriminator.layers, gradients: discriminatorGradients)

    let generated = generator.forward(inputs.generatorLatents)
    let fooled = discriminator.forward(generated.images, masks: inputs.generatorMasks)
    let ones = [Double](repeating: 1, count: fooled.logits.count)
    let imageGradient = discriminator.backward(
      CrossEntropy.gradient(logits: fooled.logits, labels: ones), fooled
    ).images
    let generatorGradients = generator.backward(imageGradient, generated)
    let generatorKinks =
      kinks ? KinkAllowance(generator, generated, through: discriminator, fooled) : nil
    generatorAdam.update(&generator.layers, gradients: generatorGradients)
    return TrainingResults(
      fakeImages: fakeImages, discriminatorLogits: judged.logits, generatorLogits: fooled.logits,
      discriminatorLoss: CrossEntropy.loss(logits: judged.logits, labels: labels),
      generatorLoss: CrossEntropy.loss(logits: fooled.logits, labels: ones),
      discriminatorGradients: discriminatorGradients, generatorGradients: generatorGradients,
      discriminatorKinks: discriminatorKinks, generatorKinks: generatorKinks)
  }
}
