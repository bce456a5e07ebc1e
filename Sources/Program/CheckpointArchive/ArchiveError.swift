import Failures

/// A checkpoint archive that cannot be used as asked.
public enum ArchiveError: ReportableError, Equatable {
  case missing(path: String)
  case notAnArchive(path: String)
  case noWholeEpoch(path: String)
  case unknownCheckpoint(path: String, name: String, found: [String])
  case damaged(path: String, checkpoint: String, reason: String)
  case newerFormat(path: String, version: Int)
  case outOfMemory(path: String)

  public var kind: FailureKind {
    switch self {
    case .missing, .unknownCheckpoint, .noWholeEpoch: .inputMissing
    case .outOfMemory: .inputOutput
    case .notAnArchive, .damaged: .badData
    case .newerFormat: .foreign
    }
  }

  public var description: String {
    switch self {
    case .missing(let path):
      "there is no checkpoint archive '\(path)'; run 'train' first, or name its run with --run"
    case .notAnArchive(let path):
      "'\(path)' is not a checkpoint archive; give the run folder that 'train' made"
    case .noWholeEpoch(let path):
      "'\(path)' holds no whole epoch yet; run 'train' for at least one"
    case .unknownCheckpoint(let path, let name, let found):
      "'\(path)' has no checkpoint '\(name)'; it has \(Self.list(found))"
    case .damaged(let path, let checkpoint, let reason):
      """
      '\(path)': checkpoint \(checkpoint) is damaged: \(reason); restore the file from a backup, \
      or train the run again with --overwrite
      """
    case .newerFormat(let path, let version):
      "'\(path)' has format version \(version), this tool knows 1; update the tool"
    case .outOfMemory(let path):
      "not enough memory for a checkpoint of '\(path)'; close other programs, then try again"
    }
  }

  /// The names, shortened in the middle when they are many.
  private static func list(_ names: [String]) -> String {
    guard names.count > 8, let last = names.last else { return names.joined(separator: ", ") }
    return names.prefix(6).joined(separator: ", ") + " ... \(last) (\(names.count) in all)"
  }
}
