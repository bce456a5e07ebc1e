import CheckpointArchive
import DurableFiles
import Experiment
import JSONLines
import Runs

/// A run as a comparison sees it: what it is, and what is known of its checkpoints.
struct ComparedRun {
  let path: String
  let identity: RunIdentity
  /// By epoch; several of one epoch where it was measured under several conditions.
  let records: [EvaluationRecord]

  /// Reads a run; its evaluation stays as it is.
  ///
  /// - Throws: `ComparisonError.notEvaluated`; `ArchiveError`, `FileError`, `RecordFileError`.
  init(path: String) throws {
    let folder = RunFolder(standingAt: path)
    let archive = try ArchiveReader(path: folder.archive)
    let archived = archive.epochsByNumber
    records = try RecordFile<EvaluationRecord>(path: folder.evaluation).records.filter {
      archived[$0.conditions.epoch]?.members == $0.conditions.members
    }
    guard let first = archive.epochs.first, !records.isEmpty else {
      throw ComparisonError.notEvaluated(run: path)
    }
    self.path = path
    identity = first.run
  }

  /// Whether nothing but the seed makes this run another one.
  func differsInSeedOnly(from other: ComparedRun) -> Bool {
    identity.differences(from: other.identity).allSatisfy { $0.hasPrefix("seed: ") }
  }

  /// The records of given conditions, by epoch.
  func records(under measure: Measure) -> [Int: EvaluationRecord] {
    Dictionary(
      records.filter { $0.conditions.measure == measure }.map { ($0.conditions.epoch, $0) },
      uniquingKeysWith: { $1 })
  }
}

/// The conditions of a record that are not its checkpoint's.
struct Measure: Hashable {
  let rawGenerator: Bool?
  let dataSha256: String
  let judgeSha256: String?
  let samples, neighbours: Int
  let seed: UInt64
  let instructionSet: String
  let arithmeticRevision: Int

  /// What of it is other than in `measure`, by the keys of the file.
  func differences(from measure: Measure) -> [String] {
    let same = [
      ("raw_generator", rawGenerator == measure.rawGenerator),
      ("data_sha256", dataSha256 == measure.dataSha256),
      ("judge_sha256", judgeSha256 == measure.judgeSha256),
      ("samples", samples == measure.samples), ("neighbours", neighbours == measure.neighbours),
      ("seed", seed == measure.seed), ("instruction_set", instructionSet == measure.instructionSet),
      ("arithmetic_revision", arithmeticRevision == measure.arithmeticRevision),
    ]
    return same.filter { !$0.1 }.map(\.0)
  }
}

extension EvaluationRecord.Conditions {
  /// What they have but the checkpoint.
  var measure: Measure {
    Measure(
      rawGenerator: rawGenerator, dataSha256: dataSha256, judgeSha256: judgeSha256,
      samples: samples, neighbours: neighbours,
      seed: seed, instructionSet: instructionSet, arithmeticRevision: arithmeticRevision)
  }
}
