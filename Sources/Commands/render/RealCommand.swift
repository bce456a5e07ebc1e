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
      Needs no run. Where nothing is said of rows or columns, a store with fewer than 30 images \
      gives a smaller sheet.

        render real
        render real --rows 2 --columns 8 --palette gray --output real.png
      """)

  @OptionGroup var runFolder: RunOptions
  @OptionGroup var store: DataOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images from top to bottom, 1 to 100. (default: 5)", valueName: "n"),
    transform: wholeNumber(in: SheetLayout.countRange))
  var rows: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images from left to right, 1 to 100. (default: 6)", valueName: "n"),
    transform: wholeNumber(in: SheetLayout.countRange))
  var columns: Int?

  @OptionGroup var sheet: SheetOptions

  @Option(
    help: ArgumentHelp(
      "The picture. (default: images/real.png in the run folder)", valueName: "path"))
  var output: String?

  @OptionGroup var reporting: OutputOptions

  func validate() throws {
    _ = try layout(imageCount: .max)
    try check(output, "--output")
  }

  func run() throws {
    try reportingErrors {
      let images = try store.openStore()
      let run = RunFolder(path: runFolder.path)
      let output = output.map(outputPathWithoutLinks)
      let folder = output == nil ? try ImagesFolder(of: run) : nil
      let outcome = try withExtendedLifetime(folder) {
        try drawTrainingImages(
          of: images, layout: layout(imageCount: images.trainImages.count),
          at: output ?? run.trainingImages, toolVersion: toolVersion)
      }
      try report(outcome, reporting)
    }
  }

  /// The layout asked for; what was left open is filled by whole rows of the images there are.
  private func layout(imageCount: Int) throws -> SheetLayout {
    let columns = columns ?? min(6, imageCount)
    return try sheet.layout(
      rows: rows ?? min(5, max(1, imageCount / max(1, columns))), columns: columns)
  }
}
