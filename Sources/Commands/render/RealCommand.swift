import ArgumentParser
import CommandSupport
import Drawing
import DurableFiles
import Runs

struct RealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "real",
    abstract: "Read the tensor store and draw its first training images.",
    discussion: """
      Needs no run. The picture is as large as that of generated digits, to be seen beside it; a store \
      with fewer than 100 images gives a smaller one, where nothing is said of rows or columns.

        render real
        render real --rows 5 --columns 6 --palette gray --output real.png
      """)

  @OptionGroup var runFolder: RunOptions
  @OptionGroup var store: DataOptions
  @OptionGroup var size: SizeOptions
  @OptionGroup var sheet: SheetOptions

  @Option(
    help: ArgumentHelp(
      "The picture; - for standard output. (default: images/real.png in the run folder)",
      valueName: "path"))
  var output: String?

  @OptionGroup var reporting: OutputOptions

  func validate() throws {
    _ = try sheet.layout(rows: size.rows ?? 10, columns: size.columns ?? 10)
    try check(output, "--output", "a PNG", endingIn: ["png"])
    try checkStandardOutput([output], isJSON: reporting.json)
  }

  func run() throws {
    try reportingErrors {
      let store = try store.openStore()
      let (layout, variant) = try sheet.layout(
        of: SheetSize(
          ofImages: store.trainImages.count, rows: size.rows, columns: size.columns))
      let drawing = try TrainingImages(store, layout: layout, toolVersion: toolVersion)
      if output == standardOutputPath {
        _ = try writeResult(drawing.file())
        return
      }
      let run = RunFolder(path: runFolder.path)
      let output = output.map(outputPathWithoutLinks)
      let folder = output == nil ? try ImagesFolder(of: run) : nil
      let outcome = try withExtendedLifetime(folder) {
        try drawing.draw(at: output ?? run.trainingImages(variant: variant))
      }
      try report(outcome, reporting)
    }
  }
}
