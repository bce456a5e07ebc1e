import ArgumentParser
import CheckpointArchive
import CommandSupport
import Drawing
import DurableFiles
import Runs

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Read some checkpoints and draw what the same latents became, side by side.",
    discussion: """
      The checkpoints are named above their images.

        render compare
        render compare --checkpoints e010,e030,e060,e100
        render compare --checkpoints first,last --rows 10 --columns 10
      """)

  @OptionGroup var runFolder: RunOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "2 to 20 of them, such as e010 or 10, first, last and best, from left to right. (default: four, "
        + "evenly spread up to the last)", valueName: "names"))
  var checkpoints: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images of a checkpoint from top to bottom, 1 to 100. (default: 5)", valueName: "n"),
    transform: wholeNumber(in: SheetLayout.countRange))
  var rows: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images of a checkpoint from left to right, 1 to 100. (default: 5)", valueName: "n"),
    transform: wholeNumber(in: SheetLayout.countRange))
  var columns: Int?

  @OptionGroup var latents: LatentOptions
  @OptionGroup var sheet: SheetOptions

  @Option(
    help: ArgumentHelp(
      "The picture; - for standard output. (default: images/compare_e010_e030.png in the run "
        + "folder, with the names of the checkpoints)", valueName: "path"))
  var output: String?

  @OptionGroup var generator: GeneratorOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var reporting: OutputOptions

  private var names: [String]? {
    checkpoints?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  private static let standardCount = 4

  func validate() throws {
    if let names, !SheetLayout.sheetRange.contains(names.count) {
      throw ValidationError(
        """
        --checkpoints has \(counted(names.count, "name")); give \(SheetLayout.sheetRange.lowerBound) \
        to \(SheetLayout.sheetRange.upperBound) with commas between them, such as e010,e030
        """)
    }
    _ = try sheet.layout(
      rows: rows ?? 5, columns: columns ?? 5, sheets: names?.count ?? Self.standardCount)
    try check(output, "--output", "a PNG", endingIn: ["png"])
    try checkStandardOutput([output], isJSON: reporting.json)
  }

  func run() throws {
    try reportingErrors {
      let output = output.map(outputPathWithoutLinks)
      let latents = try latents.source
      let (run, archive, images) = try openRun(
        at: runFolder.path, generators: generator.kind, drawingThere: output == nil,
        check: { try latents.expectFit(self.infos(in: $1, of: $0)) })
      printWarning(of: archive, isError: false, quiet: reporting.quiet)
      let infos = try self.infos(in: archive, of: run)
      let (layout, sizeSuffix) = try sheet.layout(of: size(of: latents), sheets: infos.count)
      let sheets = try SampleSheets(
        archive: archive, layout: layout, latents: latents, isLabelled: true,
        threads: threads.count, toolVersion: toolVersion)
      if output == standardOutputPath {
        _ = try writeResult(sheets.comparisonFile(of: infos))
        return
      }
      let path =
        output ?? run.comparison(of: infos, variant: latents.nameSuffix + sizeSuffix)
      let outcome = try withExtendedLifetime(images) {
        try sheets.drawComparison(of: infos, at: path)
      }
      try report(outcome, reporting)
    }
  }

  /// 5 by 5 of a seed, all of a file.
  private func size(of latents: Latents) throws -> SheetSize {
    guard latents.count == nil else {
      return try SheetSize(of: latents, rows: rows, columns: columns)
    }
    return SheetSize(rows: rows ?? 5, columns: columns ?? 5, standard: (5, 5))
  }

  private func infos(in archive: ArchiveReader, of run: RunFolder) throws -> [CheckpointInfo] {
    guard let names else { return archive.spreadEpochs(Self.standardCount) }
    return try names.map { name in
      let infos = try run.checkpoints(named: name, in: archive)
      guard infos.count == 1 else {
        throw CheckpointNameError.notOne(option: "--checkpoints", name: name)
      }
      return infos[0]
    }
  }
}
