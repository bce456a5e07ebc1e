import Experiment
import JSONLines

/// A line of `evaluation.jsonl`: what one checkpoint scored, and on what.
///
/// FORMAT.md describes it.
public struct EvaluationRecord: VersionedRecord {
  /// Of the file's lines; those of 0.2.0, of format 1, do not name it.
  public static let currentFormatVersion = 2
  /// See `currentFormatVersion`.
  public let formatVersion: Int
  /// Such as `e050`.
  public let checkpoint: String
  /// What was measured; equal conditions give equal results.
  public let conditions: Conditions
  /// The discriminator on the first images of the test set.
  public let real: Judgement
  /// The discriminator on images that the same checkpoint's generator made.
  public let fake: Judgement
  /// The version of the tool that measured; another one of the same arithmetic measures the same.
  public let toolVersion: String

  /// Whether judging a checkpoint can give such numbers.
  public var isPossible: Bool {
    Recipe.epochsRange.contains(conditions.epoch)
      && checkpoint == checkpointName(epoch: conditions.epoch)
      && [real, fake].allSatisfy { $0.images == conditions.samples && $0.isPossible }
  }

  init(
    checkpoint: String, conditions: Conditions, real: Judgement, fake: Judgement,
    toolVersion: String
  ) {
    formatVersion = Self.currentFormatVersion
    self.checkpoint = checkpoint
    self.conditions = conditions
    self.real = real
    self.fake = fake
    self.toolVersion = toolVersion
  }

  /// Everything that fixes the numbers of a record.
  public struct Conditions: Codable, Equatable, Sendable {
    /// Whole epochs trained, counted from 1.
    public let epoch: Int
    /// SHA-256 of the networks, by file name.
    public let members: [String: String]
    /// SHA-256 of the tensor store's payload.
    public let dataSha256: String
    /// Images of each kind.
    public let samples: Int
    /// Key of the latents.
    public let seed: UInt64
    /// The kernels' instruction set, on which the last bits depend.
    public let instructionSet: String
    /// The revision of the arithmetic that judged.
    public let arithmeticRevision: Int
  }
}

extension EvaluationRecord.Conditions {
  /// Whether a record of these conditions takes the place of one of `other`: the file keeps one
  /// line for a checkpoint, a data set, a number of images and a seed.
  func replaces(_ other: Self) -> Bool {
    epoch == other.epoch && dataSha256 == other.dataSha256 && samples == other.samples
      && seed == other.seed
  }

  /// The order of the lines.
  func precedes(_ other: Self) -> Bool {
    if epoch != other.epoch { return epoch < other.epoch }
    if samples != other.samples { return samples < other.samples }
    if seed != other.seed { return seed < other.seed }
    return dataSha256 < other.dataSha256
  }
}
