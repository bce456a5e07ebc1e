import CheckpointArchive
import Experiment

/// Where a run stands, besides its tensors.
struct TrainingProgress: Codable, Equatable, Sendable {
  static let currentFormatVersion = 1

  var formatVersion = currentFormatVersion
  let run: RunIdentity
  /// Whole epochs trained.
  var epoch = 0
  /// Sums of the epoch that has begun; its `steps` are how far it is.
  var totals = EpochTotals()
  var generatorUpdates = 0
  var discriminatorUpdates = 0
  /// The exact text of the last whole epoch's `checkpoint.json`; empty before the first.
  var checkpoint = ""
}

extension TrainingProgress {
  /// Whether a run of so many steps an epoch can stand here.
  func isPossible(stepsPerEpoch: Int) -> Bool {
    guard epoch == 0 || Recipe.epochsRange.contains(epoch),
      (0..<stepsPerEpoch).contains(totals.steps),
      totals.isPossible(imagesPerHalfBatch: run.options.batchSize / 2)
    else { return false }
    let steps = epoch * stepsPerEpoch + totals.steps
    let recorded = checkpoint.isEmpty ? 0 : CheckpointInfo(text: Array(checkpoint.utf8))?.epoch
    return generatorUpdates == steps && discriminatorUpdates == steps && recorded == epoch
  }
}
