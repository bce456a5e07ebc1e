import ArgumentParser
import CheckpointArchive
import CommandSupport
import Evaluation
import Runs

struct CheckpointsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoints",
    abstract: "Read a run's checkpoints and write the accuracy of their discriminators.",
    discussion: """
      Each discriminator judges, without dropout, the first images of the test set and as many \
      images of its own generator; above 0.5 means real. At balance both losses are near 0.69, and \
      it can tell neither. The same seed gives every checkpoint the same latents. The results are \
      kept in evaluation.jsonl in the run folder, and what is known there is not computed again.

        evaluate --checkpoint e050
        evaluate --every 10 --json

      With --verify, it compares every checksum of the archive, the store and the training state \
      instead, and exits with 65 when something is damaged, or of another version.

        evaluate --verify
      """)

  @OptionGroup var runFolder: RunOptions
  @OptionGroup var store: DataOptions
  @OptionGroup var selection: CheckpointOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images of each kind, at least 1. (default: the whole test set)", valueName: "n"),
    transform: wholeNumber(from: 1))
  var samples: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Key of the latents, 0 or more. (default: 1)", valueName: "n"),
    transform: wholeNumber(in: 0...UInt64.max))
  var seed: UInt64 = 1

  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Compare checksums instead of judging images.")
  var verify = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if verify && (selection.isGiven || samples != nil) {
      throw ValidationError(
        "--verify checks everything; leave out --checkpoint, --every and --samples")
    }
  }

  func run() throws {
    try reportingErrors {
      if verify {
        try VerificationReport(verifyRun(RunFolder(path: runFolder.path), dataPath: store.path))
          .print(output)
        return
      }
      let folder = RunFolder(path: runFolder.path)
      if folder.outputName(of: store.path) != nil {
        throw InputError.isOutput(option: "--data", path: store.path, run: folder.path)
      }
      let threads = try threads.count
      // Without a run nothing is made, and once it is locked no other takes its place.
      let standing = RunFolder(standingAt: runFolder.path)
      _ = try selection.resolve(in: ArchiveReader(path: standing.archive), of: standing)
      let testSet = try store.openStore()
      let file = try EvaluationFile(of: folder)
      let archive = try ArchiveReader(path: RunFolder(standingAt: runFolder.path).archive)
      let isIncomplete = selection.isAll && archive.leavesEpochsOut
      printWarning(of: archive, isError: isIncomplete, quiet: output.quiet)
      let infos = try selection.resolve(in: archive, of: folder)
      if file.foreignLineCount > 0, !output.quiet {
        printDiagnostic(keptLinesWarning(file.foreignLineCount, in: file.path))
      }
      if file.textLineCount > 0, !output.quiet {
        printDiagnostic(droppedLinesWarning(file.textLineCount, in: file.path))
      }
      let evaluator = try Evaluator(
        archive: archive, store: testSet, judge: nil, samples: samples, seed: seed,
        threads: threads, toolVersion: toolVersion)
      let outcome = try evaluate(infos, of: archive, with: evaluator, into: file)
      try EvaluationReport(
        outcome: outcome, path: file.path, samples: evaluator.samples, seed: seed,
        dataSha256: testSet.contentDigest.hex, refusal: file.refusal?.description
      ).print(output)
      for failure in outcome.failures { printDiagnostic("error: \(failure.reason.description)") }
      if !outcome.failures.isEmpty || isIncomplete { throw ExitCode(.badData) }
    }
  }

  private func evaluate(
    _ infos: [CheckpointInfo], of archive: ArchiveReader, with evaluator: Evaluator,
    into file: EvaluationFile
  ) throws -> EvaluationOutcome {
    var bar = ProgressBar(
      total: infos.count, itemsPerStep: 2 * evaluator.samples, unit: "images",
      isWanted: !output.quiet)
    defer { bar.clear() }
    var done = 0
    return try file.evaluate(infos, of: archive, with: evaluator) { info in
      done += 1
      bar.update(done: done, label: info.name)
    }
  }
}
