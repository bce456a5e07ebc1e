import ArgumentParser
import CheckpointArchive
import CommandSupport
import Drawing
import DurableFiles
import Runs

struct GridCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grid",
    abstract: "Read checkpoints and draw a grid of generated digits for each.",
    discussion: """
      Needs nothing but the checkpoint archive. A picture that is what it should be already is not \
      drawn again. What is asked for besides the checkpoint is part of its name.

        render grid --checkpoint e050
        render grid --every 10 --scale 2
        render grid --latents mine.npy --label --output - | display
      """)

  @OptionGroup var runFolder: RunOptions
  @OptionGroup var selection: CheckpointOptions
  @OptionGroup var size: SizeOptions
  @OptionGroup var latents: LatentOptions
  @OptionGroup var sheet: SheetOptions

  @Flag(help: "Write the checkpoint and the seed above the images.")
  var label = false

  @Option(
    help: ArgumentHelp(
      "The picture; - for standard output. (default: images/generated_plot_e050.png in the run "
        + "folder, with the name of the checkpoint)", valueName: "path"))
  var output: String?

  @OptionGroup var generator: GeneratorOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var reporting: OutputOptions

  func validate() throws {
    _ = try sheet.layout(rows: size.rows ?? 10, columns: size.columns ?? 10)
    try check(output, "--output", "a PNG", endingIn: ["png"])
    try checkStandardOutput([output], isJSON: reporting.json)
    if output != nil && selection.isAll {
      throw ValidationError("--output names one picture; choose one checkpoint, or leave it out")
    }
  }

  func run() throws {
    try reportingErrors {
      let output = output.map(outputPathWithoutLinks)
      let latents = try latents.source
      let (layout, sizeSuffix) = try sheet.layout(
        of: SheetSize(of: latents, rows: size.rows, columns: size.columns))
      let variant = latents.nameSuffix + sizeSuffix + (label ? "_label" : "")
      let (run, archive, images) = try openRun(
        at: runFolder.path, generators: generator.kind, drawingThere: output == nil,
        check: { try latents.expectFit(selection.resolve(in: $1, of: $0)) })
      let isIncomplete = selection.isAll && archive.leavesEpochsOut
      printWarning(of: archive, isError: isIncomplete, quiet: reporting.quiet)
      let infos = try selection.resolve(in: archive, of: run)
      let sheets = try SampleSheets(
        archive: archive, layout: layout, latents: latents, isLabelled: label,
        threads: threads.count, toolVersion: toolVersion)
      if output == standardOutputPath {
        for info in infos { _ = try writeResult(sheets.file(of: info)) }
        return
      }
      let outcome = try withExtendedLifetime(images) {
        try sheets.draw(infos) { output ?? run.grid(of: $0, variant: variant) }
      }
      try report(outcome, reporting)
      if isIncomplete { throw ExitCode(.badData) }
    }
  }
}
