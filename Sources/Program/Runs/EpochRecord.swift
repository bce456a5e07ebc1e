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
  /// Wall time and batch images a second, of the part of the epoch that the last process trained;
  /// missing when that process died before it could write them.
  public let seconds, imagesPerSecond: Double?

  /// Whether a run can have such numbers.
  public var isPossible: Bool {
    Recipe.epochsRange.contains(epoch) && step > 0
      && [discriminatorLoss, generatorLoss, seconds ?? 0, imagesPerSecond ?? 0]
        .allSatisfy { $0 >= 0 && $0.isFinite }
      && [accuracyReal, accuracyFake].allSatisfy((0...1).contains)
  }

  init(_ info: CheckpointInfo, seconds: Double? = nil, imagesPerSecond: Double? = nil) {
    formatVersion = Self.currentFormatVersion
    epoch = info.epoch
    step = info.step
    discriminatorLoss = info.discriminatorLoss
    generatorLoss = info.generatorLoss
    accuracyReal = info.accuracyReal
    accuracyFake = info.accuracyFake
    self.seconds = seconds
    self.imagesPerSecond = imagesPerSecond
  }
}
