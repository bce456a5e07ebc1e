import ArgumentParser
import CheckpointArchive
import CommandSupport
import Drawing
import DurableFiles
import Exports
import Runs

struct TensorBoardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensorboard",
    abstract: "Read a run and write its numbers and digits for TensorBoard.",
    discussion: """
      Writes one file of events, in which an epoch is a step: the numbers of train.jsonl, the metrics \
      of evaluation.jsonl, and 100 digits of the same latents. The file of an earlier time is \
      replaced.

        render tensorboard
        render tensorboard --every 10 --output logs/first
      """)

  @OptionGroup var runFolder: RunOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw every nth epoch, and the last. (default: each)", valueName: "n"),
    transform: wholeNumber(from: 1))
  var every = 1

  @Option(
    help: ArgumentHelp(
      "The folder of the file. (default: tensorboard in the run folder)", valueName: "folder"))
  var output: String?

  @OptionGroup var generator: GeneratorOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var reporting: OutputOptions

  func validate() throws { try check(output, "--output") }

  func run() throws {
    try reportingErrors {
      let output = output.map(pathWithoutLinks)
      let (run, archive, images) = try openRun(
        at: runFolder.path, generators: generator.kind, drawingThere: output == nil)
      printWarning(of: archive, isError: archive.leavesEpochsOut, quiet: reporting.quiet)
      let sheets = try SampleSheets(
        archive: archive,
        layout: SheetLayout(rows: 10, columns: 10, palette: .grayReversed, scale: 1),
        latents: .seed(Latents.defaultSeed), threads: threads.count, toolVersion: toolVersion)
      let log = try TensorBoardLog(
        of: run, archive: archive, sheets: sheets, toolVersion: toolVersion)
      let folder = output ?? run.tensorBoard
      try withExtendedLifetime(images) {
        try report(
          write(log, of: archive.epochs(every: every), to: "\(folder)/\(RunFolder.eventsName)"),
          reporting)
      }
      tell(of: log, in: run, folder: folder)
      if archive.leavesEpochsOut { throw ExitCode(.badData) }
    }
  }

  private func write(
    _ log: TensorBoardLog, of infos: [CheckpointInfo], to path: String
  ) throws -> DrawingOutcome {
    var bar = ProgressBar(
      total: infos.count, itemsPerStep: 100, unit: "images", isWanted: !reporting.quiet)
    defer { bar.clear() }
    var done = 0
    return try log.write(infos, to: path) { info in
      done += 1
      bar.update(done: done, label: info.name)
    }
  }

  /// How the events are seen, and what their times are.
  private func tell(of log: TensorBoardLog, in run: RunFolder, folder: String) {
    if reporting.quiet { return }
    for (path, count) in log.foreignLines { printDiagnostic(keptLinesWarning(count, in: path)) }
    printDiagnostic(
      log.hasTimes
        ? "times are the seconds of training, counted from 0"
        : "all times are 0, as '\(run.log)' does not tell how long each epoch took")
    if !reporting.json {
      printDiagnostic("see it with 'tensorboard --logdir \(shellWord(folder))'")
    }
  }
}
