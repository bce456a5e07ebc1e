import NeuralNetwork

/// Where a pass through the discriminator takes its dropout masks.
public enum DropoutSource {
  /// Nothing is dropped.
  case off
  /// Drawn by counters.
  case counters(RandomStream, purpose: RandomPurpose, epoch: Int, step: Int)
  /// Whether an element is kept: layer (0 `[14, 14, filters]`, 1 `[7, 7, filters]`), sample, element.
  case explicit((_ layer: Int, _ sample: Int, _ element: Int) -> Bool)
}

/// Everything random in one training step, and its epoch.
///
/// What the discriminator's updates take follows each other: images and latents, and in its masks
/// `batch` samples an update, real ones first.
public struct StepInputs {
  /// Counted from 1; the learning rates depend on it.
  public var epoch: Int
  /// `[discriminatorUpdates, batch / 2, 28, 28]`, 0...1.
  public var realImages: [Float]
  /// Standard normal, `[discriminatorUpdates, batch / 2, latent]` and `[batch, latent]`.
  public var discriminatorLatents, generatorLatents: [Float]
  /// Masks of the updates.
  public var discriminatorDropout, generatorDropout: DropoutSource

  /// Inputs given one by one.
  public init(
    epoch: Int = 1, realImages: [Float], discriminatorLatents: [Float], generatorLatents: [Float],
    discriminatorDropout: DropoutSource, generatorDropout: DropoutSource
  ) {
    self.epoch = epoch
    self.realImages = realImages
    self.discriminatorLatents = discriminatorLatents
    self.generatorLatents = generatorLatents
    self.discriminatorDropout = discriminatorDropout
    self.generatorDropout = generatorDropout
  }
}

/// What one step measured.
public struct StepStatistics: Sendable {
  /// Mean losses of the discriminator's and of the generator's batches, without penalties.
  public var discriminatorLoss, generatorLoss: Double
  /// Images of the discriminator's batches, with dropout, on the right side of 0.5, or of
  /// their partner.
  public var realCorrect, fakeCorrect: Int
  /// L2 norms of the two networks' gradients, over all parameters of the network, means over updates.
  public var discriminatorGradientNorm, generatorGradientNorm: Double
  /// Whether the losses and all updated parameters are finite.
  public var isFinite: Bool
}
