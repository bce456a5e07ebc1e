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
      drawn again.

        render grid --checkpoint e050
        render grid --every 10 --scale 2
      """)

  @OptionGroup var runFolder: RunOptions
  @OptionGroup var selection: CheckpointOptions
  @OptionGroup var grid: GridOptions
  @OptionGroup var sheet: SheetOptions

  @Option(
    help: ArgumentHelp(
      "The picture. (default: images/generated_plot_e050.png in the run folder, with the name of "
        + "the checkpoint)", valueName: "path"))
  var output: String?

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var reporting: OutputOptions

  func validate() throws {
    _ = try sheet.layout(rows: grid.rows, columns: grid.columns)
    try check(output, "--output")
    if output != nil && selection.isAll {
      throw ValidationError("--output names one picture; choose one checkpoint, or leave it out")
    }
  }

  func run() throws {
    try reportingErrors {
      let output = output.map(outputPathWithoutLinks)
      let (run, archive, images) = try openRun(
        at: runFolder.path, drawingThere: output == nil,
        check: { _ = try selection.resolve(in: $1, of: $0) })
      let isIncomplete = selection.isAll && archive.leavesEpochsOut
      printWarning(of: archive, isError: isIncomplete, quiet: reporting.quiet)
      let infos = try selection.resolve(in: archive, of: run)
      let sheets = try SampleSheets(
        archive: archive, layout: sheet.layout(rows: grid.rows, columns: grid.columns),
        seed: grid.seed, threads: threads.count, toolVersion: toolVersion)
      let outcome = try withExtendedLifetime(images) {
        try sheets.draw(infos) { output ?? run.grid(of: $0) }
      }
      try report(outcome, reporting)
      if isIncomplete { throw ExitCode(.badData) }
    }
  }
}
