import ArgumentParser
import CheckpointArchive
import CommandSupport
import DurableFiles
import Explorer
import Runs

struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract: "Read a checkpoint and make a page in which its networks run, to play with.",
    discussion: """
      A page of one file, for any browser of today, which needs no server and no network: it has \
      the weights of the checkpoint, more coarsely those of other epochs, and written digits.

        render explore
        render explore --checkpoint e050 --output explore.html
      """)

  @OptionGroup var runFolder: RunOptions
  @OptionGroup var store: DataOptions

  @OptionGroup var selection: CheckpointOption

  @Option(
    help: ArgumentHelp(
      "The page; - for standard output. (default: images/explore.html in the run folder)",
      valueName: "path"))
  var output: String?

  @OptionGroup var generator: GeneratorOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var reporting: OutputOptions

  func validate() throws {
    try check(output, "--output", "a page", endingIn: ["html", "htm"])
    try checkStandardOutput([output], isJSON: reporting.json)
  }

  func run() throws {
    try reportingErrors {
      let output = output.map(outputPathWithoutLinks)
      let store = try store.openStore()
      let (run, archive, images) = try openRun(
        at: runFolder.path, generators: generator.kind, drawingThere: output == nil,
        check: { _ = try selection.resolve(in: $1, of: $0) })
      printWarning(of: archive, isError: false, quiet: reporting.quiet)
      let page = try ExplorerPage(
        archive: archive, store: store, threads: threads.count, toolVersion: toolVersion)
      let info = try selection.resolve(in: archive, of: run)
      if output == standardOutputPath {
        let (bytes, outcome) = try page.file(of: info)
        _ = try writeResult(bytes)
        try report(outcome, reporting)
        return
      }
      let outcome = try withExtendedLifetime(images) {
        try page.write(info, to: output ?? run.explorer)
      }
      try report(outcome, reporting)
    }
  }
}
