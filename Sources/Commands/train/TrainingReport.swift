import AdversarialTraining
import CommandSupport
import Experiment
import Runs

/// Shows training as it goes: on a terminal a header, a bar and what to do next; everywhere a line an
/// epoch, unless nothing is wanted but errors.
struct TrainingReport {
  private let run: TrainingRun
  private let epochs: Int
  private let lines: ProgressLines
  private var bar: ProgressBar
  private var isEndTold = false

  init(run: TrainingRun, epochs: Int, batchSize: Int, lines: ProgressLines) {
    self.run = run
    self.epochs = epochs
    self.lines = lines
    bar = ProgressBar(
      total: run.stepsInAll, done: run.stepsDone, itemsPerStep: batchSize, unit: "images",
      isWanted: lines.areForPeople)
  }

  mutating func show(_ event: TrainingEvent) throws {
    if case .step(let epoch, _) = event {
      try tellEnd()
      let run = run
      bar.update(
        done: run.stepsDone, label: "\(checkpointName(epoch: epoch))/\(epochs)",
        details: Self.details(of: run))
      return
    }
    bar.clear()
    switch event {
    case .step: break
    case .notice(let notice): try show(notice)
    case .epoch(let record): try lines.tell(record) { Self.line(record, of: epochs) }
    case .collapse(let collapse):
      try lines.warn(
        "warning: \(collapse); look at the pictures, and train another --run if it stays so")
    }
  }

  mutating func clear() { bar.clear() }

  private func show(_ notice: RunNotice) throws {
    switch notice {
    case .recovered(let count):
      try lines.warn("cut an unfinished epoch of \(count) bytes off the end of the archive")
    case .keptLines(let path, let count): try lines.warn(keptLinesWarning(count, in: path))
    case .droppedLines(let path, let count):
      try lines.warn(droppedLinesWarning(count, in: path))
    case .replacing(let begun):
      try lines.tell(
        "going on with the run in '\(begun)', which replaces the older one once it has an archived "
          + "epoch; to keep that, remove '\(begun)'")
    case .continued(let epoch, let step):
      try lines.tell("continuing after epoch \(epoch), step \(step)")
    case .recomputing(let last):
      try lines.warn("the state is older than the archive: computing again up to epoch \(last)")
    }
  }

  /// Says once when the run will end, as soon as its pace is known.
  private mutating func tellEnd() throws {
    guard lines.areForPeople, !isEndTold, let seconds = bar.secondsLeft else { return }
    isEndTold = true
    bar.clear()
    try lines.tell("ends about \(clockText(in: seconds)), in \(durationText(seconds))")
  }

  private static func details(of run: TrainingRun) -> [String] {
    guard let means = run.means else { return [] }
    return [
      "D \(fixed(means.discriminatorLoss, 4)) G \(fixed(means.generatorLoss, 4))",
      "real \(fixed(100 * means.real, 0)) % fake \(fixed(100 * means.fake, 0)) %",
    ]
  }

  private static func line(_ record: EpochRecord, of epochs: Int) -> String {
    var line = """
      \(checkpointName(epoch: record.epoch))/\(epochs)  \
      loss D \(fixed(record.discriminatorLoss, 4)) G \(fixed(record.generatorLoss, 4))  \
      accuracy real \(fixed(100 * record.accuracyReal, 1)) % fake \
      \(fixed(100 * record.accuracyFake, 1)) %
      """
    if let seconds = record.seconds, let rate = record.imagesPerSecond {
      line += "  \(fixed(rate, 0)) images/s  \(fixed(seconds, 1)) s"
    }
    return line
  }
}
