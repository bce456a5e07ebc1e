import DurableFiles

/// One part of an archive, after all its digests were compared.
public enum ArchiveFinding: Equatable, Sendable {
  /// An epoch whose members are those it names.
  case whole(epoch: Int)
  /// An epoch of which `member` is not what it was.
  case damaged(epoch: Int, member: String)
  /// Bytes that no epoch can be read from, with whole epochs behind them.
  case unreadable(DamagedPart)
  /// An epoch that another version wrote, in a way that this one does not know.
  case foreign(ForeignEpoch)
  /// Bytes after the last epoch that `train` will cut off: an append that did not finish, or has
  /// not yet.
  case unfinished(byteCount: Int)
}

/// Compares every digest of the archive at `path`.
///
/// - Returns: The epochs in order, then what is unreadable, foreign and unfinished; empty when
///   nothing was archived yet.
/// - Throws: `FileError`; `ArchiveError` when it is not an archive, or there is none.
public func verifyArchive(at path: String) throws -> [ArchiveFinding] {
  let (file, contents) = try ArchiveContents.open(path)
  let epochs = contents.epochs + contents.refusedTail
  var findings: [ArchiveFinding] = try epochs.map { stored in
    guard let member = try stored.damagedMember(in: file) else {
      return .whole(epoch: stored.info.epoch)
    }
    return .damaged(epoch: stored.info.epoch, member: member)
  }
  findings += contents.damage.map { .unreadable($0) }
  findings += contents.foreign.map { .foreign($0) }
  let end = max(contents.end, epochs.last?.range.upperBound ?? 0)
  if try end < file.size && !file.isZero(end..<file.size) {
    findings.append(.unfinished(byteCount: file.size - end))
  }
  return findings
}
