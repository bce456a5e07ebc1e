import CheckpointArchive
import DurableFiles
import Failures
import JSONLines
import Runs
import TensorStore

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
  public var path: String { file.path }
  /// Lines of other versions, or of other tools, which stay as they are.
  public var foreignLineCount: Int { file.foreignCount }
  /// Lines of text that nobody would find in the file any more once it is written.
  public var textLineCount: Int { file.textCount }
  /// Why results are not kept; nil when they are.
  public let refusal: FileError?
  private let lock: FolderLock?
  private var file: RecordFile<EvaluationRecord>

  /// Opens a file like that of a run elsewhere, which need not exist.
  ///
  /// - Throws: `FileError.locked` when another process writes it, `.cannotCreate` when it cannot be
  ///   written, `.otherKind` when what is there has no records.
  public init(at path: String) throws {
    try prepareOutput(at: path, as: .evaluation)
    lock = try FolderLock(beside: path)
    refusal = nil
    file = try RecordFile(path: path)
  }

  /// Opens the file of a run, which may lack it; of a run that this user may only read, the file
  /// stays as it is.
  ///
  /// - Throws: `FileError.locked` when another process evaluates the run, `.cannotCreate` when there
  ///   is something else in the file's place; `RecordFileError` when that is a text.
  public init(of run: RunFolder) throws {
    do {
      try prepareOutput(at: run.evaluation)
      lock = try FolderLock(folder: run.path, name: RunFolder.evaluationLock)
      refusal = nil
    } catch let error as FileError where error.isRefusal {
      (lock, refusal) = (nil, error)
    }
    file = try RecordFile(path: run.evaluation)
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
  /// - Throws: `FileError`, such as `.lockRemoved`; `StoreError`; the errors of a single checkpoint are
  ///   in the outcome.
  public func evaluate(
    _ infos: [CheckpointInfo], of archive: ArchiveReader, with evaluator: Evaluator,
    progress: (CheckpointInfo) -> Void
  ) throws -> EvaluationOutcome {
    var outcome = EvaluationOutcome()
    let archived = archive.epochsByNumber
    // What is said of an epoch that is left out may still be true when it can be read again.
    let kept = file.records.filter {
      archived[$0.conditions.epoch]?.members == $0.conditions.members
        || archive.leavesOut(epoch: $0.conditions.epoch)
    }
    if kept.count < file.records.count {
      try write(kept)
      outcome.isFileChanged = refusal == nil
    }
    for info in infos {
      let conditions = evaluator.conditions(of: info, in: archive)
      if let known = file.records.first(where: { $0.conditions == conditions }) {
        outcome.records.append(known)
        continue
      }
      do {
        let record = try evaluator.record(of: info, in: archive)
        try insert(record)
        outcome.records.append(record)
        outcome.computed += 1
        outcome.isFileChanged = refusal == nil
      } catch let error as StoreError {
        // All checkpoints would be judged by these images.
        throw error
      } catch let error as any ReportableError where error.kind.concernsContents {
        outcome.failures.append((info.name, error))
      }
      progress(info)
    }
    return outcome
  }

  private func insert(_ record: EvaluationRecord) throws {
    try write(file.records.filter { !record.conditions.replaces($0.conditions) } + [record])
  }

  private func write(_ records: [EvaluationRecord]) throws {
    func precedes(_ one: EvaluationRecord, _ other: EvaluationRecord) -> Bool {
      one.conditions.precedes(other.conditions)
    }
    try lock?.expectHeld()
    try file.replaceRecords(by: records.sorted(by: precedes), order: precedes)
    if refusal == nil { try file.write() }
  }
}

extension FileKind {
  /// What a file of records begins with: an object that has conditions, in any version.
  static let evaluation = FileKind("a file of evaluations") { beginning in
    beginning.first == UInt8(ascii: "{")
      && !beginning.ranges(of: Array("\"conditions\"".utf8)).isEmpty
  }
}
