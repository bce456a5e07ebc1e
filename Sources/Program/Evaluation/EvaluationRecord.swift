import Experiment
import JSONLines
import Runs

/// A line of `evaluation.jsonl`: what one checkpoint scored, and on what.
///
/// FORMAT.md describes it.
public struct EvaluationRecord: VersionedRecord {
  /// Of the file's lines; those of 0.2.0, of format 1, do not name it.
  public static let currentFormatVersion = evaluationFormatVersion
  /// See `currentFormatVersion`.
  public let formatVersion: Int
  /// Such as `e050`.
  public let checkpoint: String
  /// What was measured; equal conditions give equal results.
  public let conditions: Conditions
  /// The discriminator on the test images.
  public let real: Judgement
  /// The discriminator on images that the same checkpoint's generator made.
  public let fake: Judgement
  /// Both networks' metrics.
  public let metrics: CheckpointQuality
  /// The borders between which the accuracies lie with 95 % confidence, 0...1, the lower one first.
  public let accuracyRealInterval, accuracyFakeInterval: [Double]
  /// The same accuracies of few images.
  public let course: CourseFigure
  /// The version of the tool that measured; another one of the same arithmetic measures the same.
  public let toolVersion: String

  /// Whether judging a checkpoint can give such numbers.
  public var isPossible: Bool {
    Recipe.epochsRange.contains(conditions.epoch)
      && checkpoint == checkpointName(epoch: conditions.epoch)
      && fake.images == conditions.samples && real.images >= fake.images
      && real.isPossible && fake.isPossible && metrics.isPossible
      && course.isPossible(samples: conditions.samples)
      && (metrics.images == nil) == (conditions.judgeSha256 == nil)
      && metrics[.accuracyReal] == real.accuracy && metrics[.accuracyFake] == fake.accuracy
      && accuracyRealInterval == Self.borders(of: real)
      && accuracyFakeInterval == Self.borders(of: fake)
  }

  init(
    checkpoint: String, conditions: Conditions, real: Judgement, fake: Judgement,
    metrics: CheckpointQuality, course: CourseFigure, toolVersion: String
  ) {
    formatVersion = Self.currentFormatVersion
    self.checkpoint = checkpoint
    self.conditions = conditions
    self.real = real
    self.fake = fake
    self.metrics = metrics
    accuracyRealInterval = Self.borders(of: real)
    accuracyFakeInterval = Self.borders(of: fake)
    self.course = course
    self.toolVersion = toolVersion
  }

  private static func borders(of judgement: Judgement) -> [Double] {
    let interval = judgement.interval
    return [interval.lower, interval.upper]
  }
}
