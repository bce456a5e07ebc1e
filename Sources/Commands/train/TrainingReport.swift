import AdversarialTraining
import CheckpointArchive
import CommandSupport
import Experiment
import JSONLines
import Runs

/// Shows training as it goes: a bar on a terminal, a line an epoch everywhere.
struct TrainingReport {
  private let epochs: Int
  private let batchSize: Int
  private let output: OutputOptions
  private var bar: ProgressBar

  init(recipe: Recipe, run: TrainingRun, output: OutputOptions) {
    epochs = recipe.epochs
    batchSize = recipe.options.batchSize
    self.output = output
    let done = run.position.epoch * run.stepsPerEpoch + run.position.step
    bar = ProgressBar(
      total: recipe.epochs * run.stepsPerEpoch - done, unit: "images", quiet: output.quiet)
  }

  mutating func show(_ event: TrainingEvent) throws {
    if case .step(let epoch, let stepsDone) = event {
      bar.update(
        done: stepsDone, itemsPerStep: batchSize,
        label: "\(checkpointName(epoch: epoch))/\(epochs)")
      return
    }
    bar.clear()
    switch event {
    case .step: break
    case .notice(let notice): show(notice)
    case .epoch(let record):
      if output.json {
        try printResult(jsonLine(record))
      } else {
        note(Self.line(record, of: epochs))
      }
    }
  }

  private func show(_ notice: RunNotice) {
    switch notice {
    case .recovered(let count):
      printDiagnostic("cut an unfinished epoch of \(count) bytes off the end of the archive")
    case .keptLines(let path, let count): printDiagnostic(keptLinesWarning(count, in: path))
    case .replacing(let begun):
      note(
        "going on with the run in '\(begun)', which replaces the older one once it has an archived "
          + "epoch; to keep that, remove '\(begun)'")
    case .continued(let epoch, let step): note("continuing after epoch \(epoch), step \(step)")
    case .recomputing(let last):
      printDiagnostic("the state is older than the archive: computing again up to epoch \(last)")
    }
  }

  func clear() { bar.clear() }

  func note(_ line: String) {
    if !output.quiet { printDiagnostic(line) }
  }

  private static func line(_ record: EpochRecord, of epochs: Int) -> String {
    var line = """
      \(checkpointName(epoch: record.epoch))/\(epochs)  \
      loss D \(fixed(record.discriminatorLoss, 4)) G \(fixed(record.generatorLoss, 4))  \
      accuracy real \(fixed(100 * record.accuracyReal, 1)) % fake \
      \(fixed(100 * record.accuracyFake, 1)) %
      """
    if let seconds = record.seconds, let rate = record.imagesPerSecond {
      line += "  \(Int(rate)) images/s  \(fixed(seconds, 1)) s"
    }
    return line
  }
}
