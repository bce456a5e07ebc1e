import CheckpointArchive
import Experiment
import JSONLines

/// Where a run stands, besides its tensors.
struct TrainingProgress: Codable, Equatable, Sendable {
  static let currentFormatVersion = 2
  /// What this version reads; no run of the first format is continued, as its arithmetic is another.
  static let readableFormatVersions = 1...currentFormatVersion

  private(set) var formatVersion = currentFormatVersion
  let run: RunIdentity
  /// Whole epochs trained.
  var epoch = 0
  /// Sums of the epoch that has begun; its `steps` are how far it is.
  var totals = EpochTotals()
  var generatorUpdates = 0
  var discriminatorUpdates = 0
  /// The exact text of the last whole epoch's `checkpoint.json`; empty before the first.
  var checkpoint = ""
  /// What else was measured of that epoch, for a log that a crash kept it out of, and what epochs up to
  /// it were like; nil before the first and of a run by a version that did not measure.
  var measurement: EpochMeasurement?
  var watch: CollapseWatch?
  /// Keys that another version wrote, at their places; nil without any.
  private var unknownKeys: JSONValue?

  private enum CodingKeys: String, CodingKey {
    case formatVersion, run, epoch, totals, generatorUpdates, discriminatorUpdates, checkpoint,
      measurement, watch
  }

  /// The start of a run.
  init(run: RunIdentity) { self.run = run }
}

extension TrainingProgress {
  /// Reads what `text` wrote, in this version or another one that wrote what this one knows; nil
  /// when it is anything else.
  init?(text: String) {
    let bytes = Array(text.utf8)
    guard let version = decodeJSONLine(bytes, as: Provenance.self)?.formatVersion,
      Self.readableFormatVersions.contains(version),
      var progress = decodeJSONLine(bytes, as: TrainingProgress.self),
      progress.run.options.isValid,
      let all = decodeJSONLine(bytes, as: JSONValue.self),
      let known = try? JSONValue(encoding: progress)
    else { return nil }
    progress.formatVersion = Self.currentFormatVersion
    progress.unknownKeys = all.keys(missingIn: known)
    self = progress
  }

  /// One line of JSON, in which keys that this version does not know are kept.
  ///
  /// - Throws: What the encoder throws for a number that is not finite.
  func text() throws -> String {
    guard let unknownKeys else { return try jsonLine(self) }
    return try jsonLine(JSONValue(encoding: self).adding(unknownKeys))
  }
}

extension TrainingProgress {
  /// The epoch whose steps were counted, as the archive at `path` is to hold it.
  func nextEpoch(_ tensors: RunTensors, stepsPerEpoch: Int, path: String) throws -> EpochImage {
    let epoch = epoch + 1
    let means = totals.means(of: run.options)
    return try EpochImage(
      info: CheckpointInfo(
        epoch: epoch, step: epoch * stepsPerEpoch, discriminatorLoss: means.discriminatorLoss,
        generatorLoss: means.generatorLoss, accuracyReal: means.real, accuracyFake: means.fake,
        run: run),
      networks: tensors.networks, path: path)
  }

  /// Whether a run of so many steps an epoch can stand here.
  func isPossible(stepsPerEpoch: Int) -> Bool {
    guard epoch == 0 || Recipe.epochsRange.contains(epoch),
      (0..<stepsPerEpoch).contains(totals.steps),
      totals.isPossible(of: run.options),
      measurement?.isPossible ?? true, watch?.isPossible ?? true
    else { return false }
    let steps = epoch * stepsPerEpoch + totals.steps
    let recorded = checkpoint.isEmpty ? 0 : CheckpointInfo(text: Array(checkpoint.utf8))?.epoch
    return generatorUpdates == steps
      && discriminatorUpdates == steps * run.options.discriminatorUpdates && recorded == epoch
  }
}
