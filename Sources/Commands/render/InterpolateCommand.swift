import ArgumentParser
import CheckpointArchive
import CommandSupport
import Drawing
import DurableFiles
import Runs

struct InterpolateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interpolate",
    abstract: "Read a checkpoint and draw an animation of what becomes of latents that walk.",
    discussion: """
      Every image goes from latent to latent on the sphere they lie on, and back to the first: the \
      animation has no end. With --latents those of the first stations of all images come first in the \
      file, and one image walks through all of them unless --rows or --columns says otherwise.

        render interpolate
        render interpolate --checkpoint e050 --rows 3 --columns 3 --stations 10 --frames 200
        render interpolate --y4m - | ffmpeg -stream_loop 4 -i - walk.mp4
      """)

  @OptionGroup var runFolder: RunOptions
  @OptionGroup var selection: CheckpointOption

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pictures of the whole walk, 2 to 10000. (default: 60)", valueName: "n"),
    transform: wholeNumber(in: Interpolation.frameRange))
  var frames = Self.standardFrames

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Latents that each image passes, 2 to 100. (default: 6, or as many as the file of --latents has)",
      valueName: "n"),
    transform: wholeNumber(in: Interpolation.stationRange))
  var stations: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images from top to bottom, 1 to 100. (default: 4; 1 with --latents)", valueName: "n"),
    transform: wholeNumber(in: SheetLayout.countRange))
  var rows: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images from left to right, 1 to 100. (default: 4; 1 with --latents)", valueName: "n"),
    transform: wholeNumber(in: SheetLayout.countRange))
  var columns: Int?

  @OptionGroup var latents: LatentOptions
  @OptionGroup var sheet: SheetOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Time of a frame, 10 to 60000. (default: 100)", valueName: "milliseconds"),
    transform: wholeNumber(in: AnimationLimits.millisecondsRange))
  var delay = 100

  @Option(
    help: ArgumentHelp(
      "The animation, a GIF where its name ends in .gif; - for standard output. (default: "
        + "images/interpolation_e050.apng in the run folder, with the name of the checkpoint)",
      valueName: "path"))
  var output: String?

  @OptionGroup var animation: AnimationOptions
  @OptionGroup var generator: GeneratorOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var reporting: OutputOptions

  private static let standardFrames = 60
  private static let standardStations = 6

  func validate() throws {
    _ = try sheet.layout(rows: rows ?? 4, columns: columns ?? 4)
    try animation.check(output: output, isJSON: reporting.json)
    if latents.zeros { throw ValidationError("--zeros cannot walk; leave it out") }
    if stations != nil && latents.latents != nil {
      throw ValidationError("--stations are as many as the file of --latents has; leave it out")
    }
  }

  func run() throws {
    try reportingErrors {
      let output = output.map(outputPathWithoutLinks)
      let latents = try latents.source
      let side = latents.count == nil ? 4 : 1
      let (layout, sizeSuffix) = try sheet.layout(
        of: SheetSize(
          rows: rows ?? side, columns: columns ?? side, standard: (rows: side, columns: side)))
      let stations = try stationCount(of: latents, images: layout.count)
      let variant = latents.nameSuffix + sizeSuffix + walkSuffix
      let isStream = animation.y4m != nil || output == standardOutputPath
      let (run, archive, images) = try openRun(
        at: runFolder.path, generators: generator.kind, drawingThere: !isStream && output == nil,
        check: { try latents.expectFit([selection.resolve(in: $1, of: $0)]) })
      printWarning(of: archive, isError: false, quiet: reporting.quiet)
      let info = try selection.resolve(in: archive, of: run)
      let sheets = try SampleSheets(
        archive: archive, layout: layout, latents: latents, threads: threads.count,
        toolVersion: toolVersion)
      let walk = Interpolation(
        milliseconds: delay, frames: frames, stations: stations,
        format: animationFormat(of: output))
      var bar = ProgressBar(
        total: frames, itemsPerStep: layout.count, unit: "images", isWanted: !reporting.quiet)
      defer { bar.clear() }
      let shown = { bar.update(done: $0, label: info.name) }
      if animation.y4m != nil {
        try animation.withVideo {
          try walk.writeVideo(of: info, from: sheets, progress: shown, to: $0)
        }
      } else if output == standardOutputPath {
        _ = try writeResult(walk.file(of: info, from: sheets, progress: shown))
      } else {
        let path = output ?? run.interpolation(of: info, variant: variant)
        let outcome = try withExtendedLifetime(images) {
          try walk.draw(info, from: sheets, at: path, progress: shown)
        }
        bar.clear()
        try report(outcome, reporting)
      }
    }
  }

  /// What tells the name of another walk.
  private var walkSuffix: String {
    let stationSuffix = stations.map { $0 == Self.standardStations ? "" : "_\($0)stations" } ?? ""
    return stationSuffix + (frames == Self.standardFrames ? "" : "_\(frames)frames")
  }

  /// What is said, or what a file has for so many images.
  ///
  /// - Throws: `DrawingError.unevenLatents`.
  private func stationCount(of latents: Latents, images: Int) throws -> Int {
    guard case .file(let matrix) = latents else { return stations ?? Self.standardStations }
    let (count, rest) = matrix.rows.quotientAndRemainder(dividingBy: images)
    guard rest == 0, Interpolation.stationRange.contains(count) else {
      throw DrawingError.unevenLatents(
        path: matrix.path, found: matrix.rows, images: images,
        stations: Interpolation.stationRange)
    }
    return count
  }
}
