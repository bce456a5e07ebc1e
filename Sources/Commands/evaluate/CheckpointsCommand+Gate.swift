import ArgumentParser
import CheckpointArchive
import CommandSupport
import Evaluation
import Gates
import Runs

extension CheckpointsCommand {
  /// Measures a checkpoint and a champion on the same, and lets a gate say whether the one may take
  /// the place of the other.
  ///
  /// - Throws: `ExitCode` 1 when it says no; what reading and measuring throw.
  func ask(gateAt path: String) throws {
    let gate = try GateFile(path: path)
    let champion = try gating.openChampion(generators: generator.kind)
    try gate.expectAnswer(withChampion: champion != nil)
    if gating.dryRun { return describe(gate, champion) }
    let threads = try threads.count
    let folder = try openedFolder()
    let evaluator = try evaluator(threads: threads)
    // The champion first: with its lock taken alone, its run may be that of the checkpoint.
    let best = try champion.map {
      try record(of: $0.info, in: $0.archive, with: evaluator, into: EvaluationFile(of: $0.run))
    }
    let file = try files.records(of: folder)
    let verdictFile = try VerdictFile(path: folder.verdict)
    let archive = try ArchiveReader(
      path: RunFolder(standingAt: folder.path).archive, generators: generator.kind)
    printWarning(of: archive, isError: false, quiet: reporting.quiet)
    let infos = try selection.resolve(in: archive, of: folder)
    let candidate = try record(of: infos[0], in: archive, with: evaluator, into: file)
    let verdict = try Verdict(
      of: gate, candidate: candidate, champion: best, toolVersion: toolVersion)
    try verdictFile.keep(verdict)
    try GateReport(verdict: verdict, gate: path, file: verdictFile).print(reporting)
  }

  private func describe(_ gate: GateFile, _ champion: Champion?) {
    if reporting.quiet { return }
    let place = champion.map { ", the champion is \($0.info.name) of '\($0.run.path)'" } ?? ""
    printDiagnostic(
      "the gate '\(gate.path)' has \(counted(gate.gate.rules.count, "rule"))\(place)")
  }

  /// The record of one checkpoint, which the file gets where it lacks it.
  private func record(
    of info: CheckpointInfo, in archive: ArchiveReader, with evaluator: Evaluator,
    into file: EvaluationFile
  ) throws -> EvaluationRecord {
    let outcome = try evaluate([info], of: archive, with: evaluator, into: file)
    if let failure = outcome.failures.first { throw failure.reason }
    return outcome.records[0]
  }
}
