import Experiment
import Failures

/// A checkpoint archive that cannot be used as asked.
public enum ArchiveError: ReportableError, Equatable {
  case missing(path: String)
  case notAnArchive(path: String)
  case noWholeEpoch(path: String)
  case unknownCheckpoint(path: String, name: String, found: [Int])
  case damaged(path: String, checkpoint: String, reason: String)
  case strayBytes(path: String, range: Range<Int>)
  case foreign(path: String, checkpoint: String, writer: String)
  case missingNetwork(path: String, checkpoint: String, name: String)
  case changed(path: String)
  case outOfMemory(path: String)

  public var kind: FailureKind {
    switch self {
    case .missing, .unknownCheckpoint, .noWholeEpoch: .inputMissing
    case .changed, .outOfMemory: .inputOutput
    case .notAnArchive, .damaged, .strayBytes: .badData
    case .foreign, .missingNetwork: .foreign
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
      """
      '\(path)' has no checkpoint '\(name)'; it has \(Self.list(found)), which 'evaluate --list' lists, \
      or say first, last, best or all
      """
    case .damaged(let path, let checkpoint, let reason):
      """
      '\(path)': checkpoint \(checkpoint) is damaged: \(reason); restore the file from a backup, \
      or let 'train --repair' compute what is damaged again
      """
    case .strayBytes(let path, let range):
      """
      '\(path)' has bytes that are no epoch, \(range.lowerBound) to \(range.upperBound), and whole \
      epochs behind them, so nothing was cut; restore the file from a backup
      """
    case .foreign(let path, let checkpoint, let writer):
      """
      '\(path)': checkpoint \(checkpoint) was written by \(writer), and this version does not know \
      all that it says; use that version, or a later one
      """
    case .missingNetwork(let path, let checkpoint, let name):
      """
      '\(path)': checkpoint \(checkpoint) has no network '\(name)'; use a checkpoint that has one, \
      or a later version
      """
    case .changed(let path):
      """
      '\(path)' was removed, replaced or changed by another program while it was in use, and nothing \
      more is written to it; bring back what it was, then run the command again
      """
    case .outOfMemory(let path):
      "not enough memory for a checkpoint of '\(path)'; close other programs, then try again"
    }
  }

  /// The range of the epochs, and how many there are where some of it are not.
  private static func list(_ epochs: [Int]) -> String {
    guard let first = epochs.first, let last = epochs.last, epochs.count > 1 else {
      return epochs.map { checkpointName(epoch: $0) }.joined()
    }
    let range = "\(checkpointName(epoch: first)) to \(checkpointName(epoch: last))"
    return epochs.count == last - first + 1 ? range : "\(epochs.count) of \(range)"
  }
}

extension ArchiveError {
  /// That another version wrote an epoch.
  init(_ epoch: ForeignEpoch, path: String) {
    self = .foreign(
      path: path, checkpoint: checkpointName(epoch: epoch.epoch), writer: epoch.writer)
  }

  /// That a part of the file is damaged, or never was an epoch.
  init(_ part: DamagedPart, path: String, reason: String) {
    self =
      part.epochs.isEmpty
      ? .strayBytes(path: path, range: part.range)
      : .damaged(path: path, checkpoint: part.name, reason: reason)
  }
}
