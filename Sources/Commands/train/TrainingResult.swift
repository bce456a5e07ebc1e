import Experiment
import Runs

/// What `--json` prints when training ended.
struct TrainingResult: Encodable {
  let run: String
  /// Whether this call trained whole epochs.
  let changed: Bool
  /// Whether the run has all its epochs; it has not when a signal stopped it.
  let finished: Bool
  /// Whole epochs, and those of them that this call trained.
  let epochs, trained: Int
  /// The record of the last whole epoch; missing before the first.
  let last: EpochRecord?

  init(_ run: TrainingRun, in folder: RunFolder, trained: Int) {
    self.run = folder.path
    self.trained = trained
    changed = trained > 0
    finished = run.isFinished
    epochs = run.position.epoch
    last = run.lastRecord
  }
}

/// What `--dry-run --json` prints.
struct DryRunResult: Encodable {
  let epochs: Int
  let options: TrainingOptions
}
