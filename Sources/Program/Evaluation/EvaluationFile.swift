import CheckpointArchive
import DurableFiles
import Failures
import JSONLines

/// What evaluating some checkpoints came to.
public struct EvaluationOutcome: Sendable {
  /// A record of each checkpoint asked for that could be read, by epoch.
  public fileprivate(set) var records: [EvaluationRecord] = []
  /// How many of them were computed, as they were not in the file already.
  public fileprivate(set) var computed = 0
  /// Whether the file was written: records were computed, or dropped because the archive has no
  /// such checkpoint any more.
  public fileprivate(set) var isFileChanged = false
  /// The checkpoints that could not be evaluated, and why.
  public fileprivate(set) var failures: [(checkpoint: String, reason: any ReportableError)] = []
}

/// The `evaluation.jsonl` of a run, held by one process at a time.
public final class EvaluationFile {
  /// Where it is.
  public let path: String
  private let lock: FolderLock
  private var records: [EvaluationRecord]

  /// The file's name in a run folder.
  public static let fileName = "evaluation.jsonl"

  /// Opens the file of the run folder `run`, which may lack it.
  ///
  /// - Throws: `FileError.locked` when another process evaluates the run, `.cannotCreate` when the
  ///   folder cannot be written.
  public init(run: String) throws {
    path = "\(run)/\(Self.fileName)"
    try prepareOutput(at: path)
    lock = try FolderLock(folder: run, name: ".evaluation.lock")
    records = try readRecords(at: path)
  }

  /// Evaluates the checkpoints `infos` whose records are not in the file yet.
  ///
  /// The file is replaced after each one, so an interruption costs one checkpoint.
  ///
  /// - Parameters:
  ///   - infos: Checkpoints of `archive`.
  ///   - archive: The run's archive; records of checkpoints that it does not hold are dropped.
  ///   - evaluator: Does the work.
  ///   - progress: Gets the checkpoint that is done.
  /// - Returns: The records, and what could not be evaluated.
  /// - Throws: `FileError`; the errors of a single checkpoint are in the outcome.
  public func evaluate(
    _ infos: [CheckpointInfo], of archive: ArchiveReader, with evaluator: Evaluator,
    progress: (CheckpointInfo) -> Void
  ) throws -> EvaluationOutcome {
    var outcome = EvaluationOutcome()
    let archived = Dictionary(
      archive.epochs.map { ($0.epoch, $0.members) }, uniquingKeysWith: { $1 })
    // What is said of an epoch that is left out may still be true when it can be read again.
    let kept = records.filter {
      archived[$0.conditions.epoch] == $0.conditions.members
        || archive.leavesOut(epoch: $0.conditions.epoch)
    }
    outcome.isFileChanged = kept.count < records.count
    records = kept
    if outcome.isFileChanged { try writeRecords(records, at: path) }
    for info in infos {
      let conditions = evaluator.conditions(of: info)
      if let known = records.first(where: { $0.conditions == conditions }) {
        outcome.records.append(known)
        continue
      }
      do {
        let record = try evaluator.record(of: info)
        try insert(record)
        outcome.records.append(record)
        outcome.computed += 1
        outcome.isFileChanged = true
      } catch let error as any ReportableError where error.exitCode == 65 {
        outcome.failures.append((info.name, error))
      }
      progress(info)
    }
    return outcome
  }

  private func insert(_ record: EvaluationRecord) throws {
    records.removeAll { record.conditions.replaces($0.conditions) }
    records.append(record)
    records.sort { $0.conditions.precedes($1.conditions) }
    try writeRecords(records, at: path)
  }
}
