import ArgumentParser
import CheckpointArchive
import CommandSupport
import Drawing
import DurableFiles
import Runs

struct ProgressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "progress",
    abstract: "Read all checkpoints and draw an animation of what the same latents become.",
    discussion: """
      Writes an animated PNG, which browsers play, and its frames as numbered PNG files, from which \
      other tools make videos. Frames of an earlier, longer animation are removed.

        render progress
        render progress --every 10 --rows 5 --columns 8 --delay 500
      """)

  @OptionGroup var runFolder: RunOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Take every nth epoch, and the last. (default: each, or as many as fit)", valueName: "n"),
    transform: wholeNumber(from: 1))
  var every: Int?

  @OptionGroup var grid: GridOptions
  @OptionGroup var sheet: SheetOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Time of a frame, 10 to 60000; the last is shown for 2000 or longer. (default: 200)",
      valueName: "milliseconds"),
    transform: wholeNumber(in: ProgressAnimation.millisecondsRange))
  var delay = 200

  @Option(
    help: ArgumentHelp(
      "The animation. (default: images/progress.apng in the run folder)", valueName: "path"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The folder of the frames. (default: frames in the run folder)", valueName: "folder"))
  var frames: String?

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var reporting: OutputOptions

  func validate() throws {
    _ = try sheet.layout(rows: grid.rows, columns: grid.columns)
    try check(output, "--output")
    try check(frames, "--frames")
  }

  func run() throws {
    try reportingErrors {
      let output = output.map(outputPathWithoutLinks)
      let frames = frames.map(pathWithoutLinks)
      let (run, archive, images) = try openRun(
        at: runFolder.path, drawingThere: output == nil || frames == nil)
      printWarning(of: archive, isError: archive.leavesEpochsOut, quiet: reporting.quiet)
      let layout = try sheet.layout(rows: grid.rows, columns: grid.columns)
      let infos = archive.epochs(every: every ?? fittingInterval(archive, layout))
      let sheets = try SampleSheets(
        archive: archive, layout: layout,
        seed: grid.seed, threads: threads.count, toolVersion: toolVersion)
      let animation = ProgressAnimation(
        milliseconds: delay, path: output ?? run.animation,
        framesFolder: frames ?? run.frames)
      try withExtendedLifetime(images) {
        try report(draw(infos, from: sheets, as: animation), reporting)
      }
      if archive.leavesEpochsOut { throw ExitCode(.badData) }
    }
  }

  /// Each epoch, or each so many that they fit, and says so.
  private func fittingInterval(_ archive: ArchiveReader, _ layout: SheetLayout) -> Int {
    let interval = ProgressAnimation.interval(fitting: layout, of: archive)
    if interval > 1, !reporting.quiet {
      printDiagnostic(
        "an animation holds \(ProgressAnimation.frameLimit(of: layout)) frames of "
          + "\(layout.width)x\(layout.height): of \(archive.epochs.count) epochs those are drawn that "
          + "\(interval) divides, and the last")
    }
    return interval
  }

  private func draw(
    _ infos: [CheckpointInfo], from sheets: SampleSheets, as animation: ProgressAnimation
  ) throws -> DrawingOutcome {
    var bar = ProgressBar(
      total: infos.count, itemsPerStep: sheets.layout.count, unit: "images",
      isWanted: !reporting.quiet)
    defer { bar.clear() }
    var done = 0
    return try animation.draw(infos, from: sheets) { info in
      done += 1
      bar.update(done: done, label: info.name)
    }
  }
}
