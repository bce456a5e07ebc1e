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
      Writes an animated PNG, which browsers play, and its frames as PNG files that are named by their \
      epochs. Frames of an earlier animation that are not among them are removed.

        render progress
        render progress --every 10 --rows 5 --columns 8 --delay 500
        render progress --output progress.gif
        render progress --y4m - | ffmpeg -i - progress.mp4
      """)

  @OptionGroup var runFolder: RunOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Take every nth epoch, and the last. (default: each, or as many as fit)", valueName: "n"),
    transform: wholeNumber(from: 1))
  var every: Int?

  @OptionGroup var size: SizeOptions
  @OptionGroup var latents: LatentOptions
  @OptionGroup var sheet: SheetOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Time of a frame, 10 to 60000; the last is shown for 2000 or longer. (default: 200)",
      valueName: "milliseconds"),
    transform: wholeNumber(in: AnimationLimits.millisecondsRange))
  var delay = 200

  @Option(
    help: ArgumentHelp(
      "The animation, a GIF where its name ends in .gif; - for standard output, without frames. "
        + "(default: images/progress.apng in the run folder)", valueName: "path"))
  var output: String?

  @OptionGroup var animation: AnimationOptions

  @Option(
    help: ArgumentHelp(
      "The folder of the frames. (default: frames in the run folder)", valueName: "folder"))
  var frames: String?

  @OptionGroup var generator: GeneratorOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var reporting: OutputOptions

  /// Whether there is nothing but one stream of bytes.
  private var isStream: Bool { animation.y4m != nil || output == standardOutputPath }

  func validate() throws {
    _ = try sheet.layout(rows: size.rows ?? 10, columns: size.columns ?? 10)
    try animation.check(output: output, isJSON: reporting.json)
    try check(frames, "--frames")
    if isStream && frames != nil {
      throw ValidationError("--frames goes with a file that is an animation; leave it out")
    }
  }

  func run() throws {
    try reportingErrors {
      let output = output.map(outputPathWithoutLinks)
      let frames = frames.map(pathWithoutLinks)
      let latents = try latents.source
      let (layout, sizeSuffix) = try sheet.layout(
        of: SheetSize(of: latents, rows: size.rows, columns: size.columns))
      let variant = latents.nameSuffix + sizeSuffix
      let (run, archive, images) = try openRun(
        at: runFolder.path, generators: generator.kind,
        drawingThere: !isStream && (output == nil || frames == nil),
        check: { try latents.expectFit($1.epochs) })
      printWarning(of: archive, isError: archive.leavesEpochsOut, quiet: reporting.quiet)
      let sheets = try SampleSheets(
        archive: archive, layout: layout, latents: latents, isLabelled: true,
        threads: threads.count, toolVersion: toolVersion)
      let interval = every ?? (animation.y4m == nil ? fittingInterval(archive, sheets.layout) : 1)
      let infos = archive.epochs(every: interval)
      let progress = ProgressAnimation(
        milliseconds: delay, format: animationFormat(of: output))
      let outcome = try withExtendedLifetime(images) {
        try showingProgress(of: infos.count, imagesEach: layout.count) { shown in
          if animation.y4m != nil {
            return try video(of: infos, from: sheets, as: progress, shown)
          }
          if output == standardOutputPath {
            let (bytes, outcome) = try progress.file(of: infos, from: sheets, progress: shown)
            if let bytes { _ = try writeResult(bytes) }
            return outcome
          }
          return try progress.draw(
            infos, from: sheets, at: output ?? run.animation(variant: variant),
            frames: frames ?? run.frames, variant: variant, progress: shown)
        }
      }
      try report(outcome, reporting)
      if archive.leavesEpochsOut { throw ExitCode(.badData) }
    }
  }

  private func video(
    of infos: [CheckpointInfo], from sheets: SampleSheets, as progress: ProgressAnimation,
    _ shown: (CheckpointInfo) -> Void
  ) throws -> DrawingOutcome {
    var outcome = DrawingOutcome()
    try animation.withVideo {
      outcome = try progress.writeVideo(of: infos, from: sheets, progress: shown, to: $0)
    }
    return outcome
  }

  /// Each epoch, or each so many that they fit, and says so.
  private func fittingInterval(_ archive: ArchiveReader, _ layout: SheetLayout) -> Int {
    let interval = ProgressAnimation.interval(fitting: layout, of: archive)
    if interval > 1, !reporting.quiet {
      printDiagnostic(
        "an animation holds \(AnimationLimits.frames(of: layout)) frames of "
          + "\(layout.width)x\(layout.height): of \(archive.epochs.count) epochs those are drawn that "
          + "\(interval) divides, and the last")
    }
    return interval
  }

  /// Runs `body`, which tells the checkpoints that are drawn, with a bar that shows them.
  private func showingProgress<Result>(
    of count: Int, imagesEach: Int, _ body: ((CheckpointInfo) -> Void) throws -> Result
  ) rethrows -> Result {
    var bar = ProgressBar(
      total: count, itemsPerStep: imagesEach, unit: "images", isWanted: !reporting.quiet)
    defer { bar.clear() }
    var done = 0
    return try body { info in
      done += 1
      bar.update(done: done, label: info.name)
    }
  }
}
