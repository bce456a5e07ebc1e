import ArgumentParser
import CommandSupport
import Drawing
import Runs

struct RealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "real",
    abstract: "Read the tensor store and draw its first training images.",
    discussion: """
      Needs no run.

        render real
        render real --rows 2 --columns 8 --palette gray --output real.png
      """)

  @OptionGroup var runFolder: RunOptions
  @OptionGroup var store: DataOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images from top to bottom, 1 to 100.", valueName: "n"))
  var rows = 5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images from left to right, 1 to 100.", valueName: "n"))
  var columns = 6

  @OptionGroup var sheet: SheetOptions

  @Option(
    help: ArgumentHelp(
      "The picture. (default: images/real.png in the run folder)", valueName: "path"))
  var output: String?

  @OptionGroup var reporting: OutputOptions

  func validate() throws {
    _ = try sheet.layout(rows: rows, columns: columns)
    try check(output, "--output")
  }

  func run() throws {
    try reportingErrors {
      let images = try store.openStore()
      let run = RunFolder(path: runFolder.path)
      let folder = output == nil ? try ImagesFolder(of: run) : nil
      let outcome = try withExtendedLifetime(folder) {
        try drawTrainingImages(
          of: images, layout: sheet.layout(rows: rows, columns: columns),
          at: output ?? run.trainingImages, toolVersion: toolVersion)
      }
      try report(outcome, reporting)
    }
  }
}
