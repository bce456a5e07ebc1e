import Experiment
import NeuralNetwork

/// What fixes the experiment's arithmetic.
public struct ModelConfiguration: Sendable {
  /// Size of a latent vector; at least 1.
  public var latentDimension: Int
  /// Images of a discriminator batch, half of them real; even, at least 2.
  public var batchSize: Int
  /// Adam's rate and first decay, both networks.
  public var learningRate, beta1: Float
  /// Share of the discriminator's activations dropped in training, in 0 ..< 1.
  public var dropout: Float
  /// Key of every random draw.
  public var seed: UInt64
  /// Arithmetic of the kernels.
  public var precision: Precision

  /// The reference experiment unless told otherwise.
  public init(
    latentDimension: Int = 100, batchSize: Int = 256, learningRate: Float = 2e-4,
    beta1: Float = 0.5, dropout: Float = 0.4, seed: UInt64 = 1, precision: Precision = .fp32
  ) {
    self.latentDimension = latentDimension
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.beta1 = beta1
    self.dropout = dropout
    self.seed = seed
    self.precision = precision
  }
}

/// Where a pass through the discriminator takes its dropout masks.
public enum DropoutSource {
  /// Nothing is dropped.
  case off
  /// Drawn by counters.
  case counters(RandomStream, purpose: RandomPurpose, epoch: Int, step: Int)
  /// Whether an element is kept: layer (0 `[14, 14, 64]`, 1 `[7, 7, 64]`), sample, element.
  case explicit((_ layer: Int, _ sample: Int, _ element: Int) -> Bool)
}

/// Everything random in one training step.
public struct StepInputs {
  /// `[batch / 2, 28, 28]`, 0...1.
  public var realImages: [Float]
  /// Standard normal, `[batch / 2, latent]` and `[batch, latent]`.
  public var discriminatorLatents, generatorLatents: [Float]
  /// Masks of the two updates.
  public var discriminatorDropout, generatorDropout: DropoutSource

  /// Inputs given one by one.
  public init(
    realImages: [Float], discriminatorLatents: [Float], generatorLatents: [Float],
    discriminatorDropout: DropoutSource, generatorDropout: DropoutSource
  ) {
    self.realImages = realImages
    self.discriminatorLatents = discriminatorLatents
    self.generatorLatents = generatorLatents
    self.discriminatorDropout = discriminatorDropout
    self.generatorDropout = generatorDropout
  }
}

/// What one step measured.
public struct StepStatistics: Sendable {
  /// Mean binary cross-entropy of the discriminator's and of the generator's batch.
  public var discriminatorLoss, generatorLoss: Double
  /// Images of the discriminator's batch, with dropout, on the right side of 0.5.
  public var realCorrect, fakeCorrect: Int
  /// Whether the losses and all updated parameters are finite.
  public var isFinite: Bool
}
