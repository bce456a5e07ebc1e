import ArgumentParser
import CheckpointArchive
import CommandSupport
import DurableFiles
import Evaluation
import NumpyFiles
import Runs

/// `--output`, `--csv` and `--features`: where results go besides standard output.
struct EvaluationFileOptions: ParsableArguments {
  @Option(
    name: .customLong("output"),
    help: ArgumentHelp("The records. (default: evaluation.jsonl in the run)", valueName: "path"))
  var records: String?

  @Option(help: ArgumentHelp("Write the table with all metrics as CSV, too.", valueName: "path"))
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Write images, features and logits of one checkpoint as an npz file, too.",
      valueName: "path"))
  var features: String?

  func validate() throws {
    for (name, path) in [("output", records), ("csv", csv), ("features", features)]
    where path?.isEmpty == true {
      throw ValidationError("--\(name) is empty; name a file")
    }
  }

  /// Refuses features of several checkpoints, and without the judge whose they are.
  func validate(with selection: CheckpointOptions, _ judge: JudgeOptions) throws {
    guard features != nil else { return }
    if selection.isAll {
      throw ValidationError("--features are of one checkpoint; name it with --checkpoint")
    }
    if judge.isLeftOut {
      throw ValidationError("--features are the judge's; leave out --no-judge")
    }
  }

  /// Whether anything was chosen, apart from the CSV where that is of another table.
  func isGiven(besideTable isTable: Bool) -> Bool {
    records != nil || features != nil || csv != nil && !isTable
  }

  /// Makes sure, before any work, that the files can be written.
  ///
  /// - Throws: `FileError`.
  func prepare() throws {
    try prepareTable()
    if let features { try prepareOutput(at: features, as: .npz) }
  }

  /// The same of the CSV alone.
  ///
  /// - Throws: `FileError`.
  func prepareTable() throws {
    if let csv { try prepareOutput(at: csv, as: .evaluationTable) }
  }

  /// Opens the records.
  ///
  /// - Throws: `FileError`, `RecordFileError`.
  func records(of run: RunFolder) throws -> EvaluationFile {
    guard let records, !areSamePlace(records, run.evaluation) else {
      return try EvaluationFile(of: run)
    }
    return try EvaluationFile(at: records)
  }

  /// Writes the CSV, if it was asked for.
  ///
  /// - Throws: `FileError`.
  func write(_ table: CSVTable, _ reporting: OutputOptions) throws {
    guard let csv else { return }
    try table.write(to: csv)
    if !reporting.quiet && !reporting.json { printDiagnostic("wrote \(csv)") }
  }

  /// Writes the features, if they were asked for.
  ///
  /// - Throws: As `Evaluator.features(of:in:)`; `FileError`.
  func writeFeatures(
    of info: CheckpointInfo, in archive: ArchiveReader, by evaluator: Evaluator,
    _ reporting: OutputOptions
  ) throws {
    guard let features else { return }
    try writeNpz(evaluator.features(of: info, in: archive), to: features)
    if !reporting.quiet && !reporting.json { printDiagnostic("wrote \(features)") }
  }
}
