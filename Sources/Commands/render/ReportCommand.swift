import ArgumentParser
import CommandSupport
import Drawing
import DurableFiles
import Reports
import WebPages

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Read runs and make a page of one file that shows all there is to see of them.",
    discussion: """
      Digits of every epoch beside the training images nearest to them, curves, metrics and options, \
      for any browser, without a network, and for paper. What is missing yet, such as an evaluation, is \
      named with the command that makes it.

        render report
        render report --run runs/a --run runs/b --output both.html
      """)

  @OptionGroup var runFolders: RunsOptions
  @OptionGroup var store: DataOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Key of the latents: the same ones for every checkpoint. (default: 1)", valueName: "n"),
    transform: wholeNumber(in: 0...UInt64.max))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "The page; - for standard output. (default: images/report.html in the run folder)",
      valueName: "path"))
  var output: String?

  @OptionGroup var generator: GeneratorOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var reporting: OutputOptions

  func validate() throws {
    try check(output, "--output", "a page", endingIn: ["html", "htm"])
    try checkStandardOutput([output], isJSON: reporting.json)
    try runFolders.check(hasOutput: output != nil)
  }

  func run() throws {
    try reportingErrors {
      let output = output.map(outputPathWithoutLinks)
      let compared = try ComparedRuns(
        runFolders, generators: generator.kind, drawingThere: output == nil)
      compared.printWarnings(quiet: reporting.quiet)
      let page = try ReportPage(
        of: compared.runs.map { ReportedRun(history: $0.history, archive: $0.archive) },
        with: store.inputsThatExist(), seed: seed, threads: threads.count,
        toolVersion: toolVersion)
      let path = output ?? compared.runs[0].folder.report
      if path != standardOutputPath { try prepareOutput(at: path, as: .page) }
      var outcome = DrawingOutcome()
      let bytes = try draw(page, noting: &outcome)
      if path == standardOutputPath {
        _ = try writeResult(bytes)
      } else {
        try withExtendedLifetime(compared) { try outcome.replaceFile(at: path, contents: bytes) }
      }
      try report(outcome, reporting)
      if compared.runs.contains(where: \.archive.leavesEpochsOut) { throw ExitCode(.badData) }
    }
  }

  private func draw(_ page: ReportPage, noting outcome: inout DrawingOutcome) throws -> [UInt8] {
    var bar = ProgressBar(
      total: page.drawnEpochs, itemsPerStep: 1, unit: "epochs", isWanted: !reporting.quiet)
    defer { bar.clear() }
    var done = 0
    return try page.bytes(noting: &outcome) {
      done += 1
      bar.update(done: done, label: "drawing")
    }
  }
}
