import Experiment
import Runs

/// What `--json` prints when training ended.
struct TrainingResult: Encodable {
  let run: String
  /// Whether this call trained whole epochs, or wrote damaged ones back.
  let changed: Bool
  /// Whether the run has all its epochs; it has not when a signal stopped it, or when the older one
  /// was to be kept.
  let finished: Bool
  /// Whole epochs, and those of them that this call trained.
  let epochs, trained: Int
  /// The record of the last whole epoch; missing before the first.
  let last: EpochRecord?

  init(_ run: TrainingRun, in folder: RunFolder, trained: Int, isRepaired: Bool) {
    self.run = folder.path
    self.trained = trained
    changed = trained > 0 || isRepaired
    finished = run.isFinished
    epochs = run.position.epoch
    last = run.lastRecord
  }

  /// Of a call that ended before it trained.
  init(untrained folder: RunFolder, isRepaired: Bool) {
    run = folder.path
    trained = 0
    changed = isRepaired
    finished = false
    last = OldRun(in: folder)?.lastRecord
    epochs = last?.epoch ?? 0
  }
}

/// What `--dry-run --json` prints.
struct DryRunResult: Encodable {
  let epochs: Int
  let options: EveryTrainingOption
}
