import ArgumentParser
import CheckpointArchive
import CommandSupport
import DurableFiles
import Experiment
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

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Such as e050 or 50; first, last or best.", valueName: "name"))
  var checkpoint = "last"

  @Option(
    help: ArgumentHelp(
      "The page. (default: images/explore.html in the run folder)", valueName: "path"))
  var output: String?

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var reporting: OutputOptions

  func validate() throws {
    if CheckpointChoice(checkpoint) == .all {
      throw ValidationError("a page is about one checkpoint; name it, or leave --checkpoint out")
    }
    try check(output, "--output")
  }

  func run() throws {
    try reportingErrors {
      let output = output.map(outputPathWithoutLinks)
      let store = try store.openStore()
      let (run, archive, images) = try openRun(
        at: runFolder.path, drawingThere: output == nil, check: { _ = try info(in: $1, of: $0) })
      printWarning(of: archive, isError: false, quiet: reporting.quiet)
      let page = try ExplorerPage(
        archive: archive, store: store, threads: threads.count, toolVersion: toolVersion)
      let outcome = try withExtendedLifetime(images) {
        try page.write(info(in: archive, of: run), to: output ?? run.explorer)
      }
      try report(outcome, reporting)
    }
  }

  /// The checkpoint asked for.
  private func info(in archive: ArchiveReader, of run: RunFolder) throws -> CheckpointInfo {
    // What is named is one, or an error.
    try run.checkpoints(named: checkpoint, in: archive)[0]
  }
}
