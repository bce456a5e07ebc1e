import CheckpointArchive
import Experiment
import JSONLines

/// A line of `train.jsonl`; FORMAT.md describes it.
public struct EpochRecord: VersionedRecord {
  /// Of the file's lines; those of 0.2.0 and before, of format 1, do not name it.
  public static let currentFormatVersion = 2
  /// See `currentFormatVersion`.
  public let formatVersion: Int
  /// Whole epochs trained, counted from 1.
  public let epoch: Int
  /// Steps since the start.
  public let step: Int
  /// Means over the epoch's steps.
  public let discriminatorLoss, generatorLoss: Double
  /// Shares, 0...1, of the training images judged right, with dropout.
  public let accuracyReal, accuracyFake: Double
  /// Mean L2 norms of the gradients over the epoch's steps, and the largest ones; missing when an
  /// earlier version made the epoch, or a part of it.
  public let gradientNormGenerator, gradientNormDiscriminator: Double?
  public let gradientNormGeneratorLargest, gradientNormDiscriminatorLargest: Double?
  /// What images of fixed latents are like after the epoch, as `ImageStatistics` says; missing as those,
  /// and when a pixel was no number.
  public let sampleMean, sampleDeviation, saturatedPixels: Double?
  /// Wall time and batch images a second, of the part of the epoch that the last process trained;
  /// missing when that process died before it could write them.
  public let seconds, imagesPerSecond: Double?

  /// Whether a run can have such numbers.
  public var isPossible: Bool {
    Recipe.epochsRange.contains(epoch) && step > 0
      && [discriminatorLoss, generatorLoss, seconds ?? 0, imagesPerSecond ?? 0]
        .allSatisfy { $0 >= 0 && $0.isFinite }
      && [accuracyReal, accuracyFake].allSatisfy((0...1).contains) && measurement.isPossible
  }

  init(
    _ info: CheckpointInfo, measurement: EpochMeasurement? = nil, seconds: Double? = nil,
    imagesPerSecond: Double? = nil
  ) {
    formatVersion = Self.currentFormatVersion
    epoch = info.epoch
    step = info.step
    discriminatorLoss = info.discriminatorLoss
    generatorLoss = info.generatorLoss
    accuracyReal = info.accuracyReal
    accuracyFake = info.accuracyFake
    gradientNormGenerator = measurement?.gradientNorms?.generator
    gradientNormDiscriminator = measurement?.gradientNorms?.discriminator
    gradientNormGeneratorLargest = measurement?.largestGradientNorms?.generator
    gradientNormDiscriminatorLargest = measurement?.largestGradientNorms?.discriminator
    sampleMean = measurement?.samples?.mean
    sampleDeviation = measurement?.samples?.deviation
    saturatedPixels = measurement?.samples?.saturatedPixels
    self.seconds = seconds
    self.imagesPerSecond = imagesPerSecond
  }
}

extension EpochRecord {
  /// What the archive does not say of the epoch, but for the times.
  var measurement: EpochMeasurement {
    EpochMeasurement(
      gradientNorms: Self.norms(gradientNormGenerator, gradientNormDiscriminator),
      largestGradientNorms: Self.norms(
        gradientNormGeneratorLargest, gradientNormDiscriminatorLargest),
      samples: samples)
  }

  private static func norms(_ generator: Double?, _ discriminator: Double?) -> GradientNorms? {
    guard let generator, let discriminator else { return nil }
    return GradientNorms(generator: generator, discriminator: discriminator)
  }

  private var samples: ImageStatistics? {
    guard let sampleMean, let sampleDeviation, let saturatedPixels else { return nil }
    return ImageStatistics(
      mean: sampleMean, deviation: sampleDeviation, saturatedPixels: saturatedPixels)
  }
}
