import CheckpointArchive
import DurableFiles
import Experiment
import Failures
import TensorStore

/// One file of a run, or one part of it, after its checksums were compared.
public struct VerificationFinding: Encodable, Equatable, Sendable {
  /// What was found.
  public enum Verdict: String, Encodable, Sendable {
    /// Every checksum holds.
    case whole
    /// A checksum differs, or the format is broken.
    case damaged
    /// Every checksum holds, but this version does not understand what another one wrote.
    case foreign
    /// An append that did not finish, or has not yet; `train` mends it.
    case unfinished
    /// There is no such file.
    case missing

    /// Whether a run can be used with it.
    public var isUsable: Bool { self != .damaged && self != .foreign }
  }

  /// The file's path.
  public let file: String
  /// The part of the file, such as `e050`; nil for all of it.
  public let part: String?
  /// What was found.
  public let verdict: Verdict
  /// What is wrong; nil when nothing is.
  public let reason: String?

  init(file: String, part: String? = nil, _ verdict: Verdict, reason: String? = nil) {
    self.file = file
    self.part = part
    self.verdict = verdict
    self.reason = reason
  }

  /// What an error says of a file's contents.
  init(file: String, of error: any ReportableError) {
    self.init(
      file: file, error.kind == .foreign ? .foreign : .damaged, reason: error.description)
  }
}

/// Compares every checksum of a run and of the tensor store at `dataPath`, and whether `train` would
/// go on with what they say together; the same for a run that was begun to replace it.
///
/// A missing store or state is a finding; a run is also whole without them.
///
/// - Throws: `ArchiveError.missing` when there is no archive; `FileError` when a file is there but
///   cannot be read.
public func verifyRun(_ folder: RunFolder, dataPath: String) throws -> [VerificationFinding] {
  let replacement = RunReplacement(folder: folder)
  let (files, begun) = (replacement.standing, replacement.begun)
  var all = try findings(ofArchive: files.archive)
  all.append(try finding(ofStore: dataPath))
  all.append(try finding(ofState: files.state))
  // Of a damaged store the digest that it claims says nothing.
  let isStoreWhole = all.contains { $0.file == dataPath && $0.verdict == .whole }
  let dataSha256 = try isStoreWhole ? StoreReader(path: dataPath).contentDigest.hex : nil
  all += try disagreement(in: files, found: all, dataSha256: dataSha256)
  if replacement.current == begun {
    // It has no archive at first.
    let hasArchive = FileIdentity(of: begun.archive) != nil
    var others = try hasArchive ? findings(ofArchive: begun.archive) : []
    others.append(try finding(ofState: begun.state))
    others += try disagreement(in: begun, found: others, dataSha256: dataSha256)
    all += others
  }
  return all
}

private func findings(ofArchive path: String) throws -> [VerificationFinding] {
  let parts: [ArchiveFinding]
  do {
    parts = try verifyArchive(at: path)
  } catch let error as ArchiveError where error.kind.concernsContents {
    return [VerificationFinding(file: path, of: error)]
  }
  if parts.isEmpty {
    return [VerificationFinding(file: path, .whole, reason: "no epoch is archived yet")]
  }
  // Beside what another version wrote, `train` changes nothing.
  let isKnown = parts.allSatisfy { if case .foreign = $0 { false } else { true } }
  return parts.map { part in
    switch part {
    case .whole(let epoch):
      VerificationFinding(file: path, part: checkpointName(epoch: epoch), .whole)
    case .damaged(let epoch, let member):
      VerificationFinding(
        file: path, part: checkpointName(epoch: epoch), .damaged,
        reason: "the checksum of \(member) differs; let 'train --repair' compute it again")
    case .unreadable(let part):
      VerificationFinding(
        file: path, part: part.name, .damaged,
        reason: "nothing can be read in bytes \(part.range.lowerBound) to \(part.range.upperBound)"
          + (part.epochs.isEmpty ? "" : "; let 'train --repair' compute it again"))
    case .foreign(let epoch):
      VerificationFinding(
        file: path, part: checkpointName(epoch: epoch.epoch), .foreign,
        reason: "\(epoch.writer) wrote it in a way that this version does not know; use that "
          + "version, or a later one")
    case .unfinished(let byteCount):
      VerificationFinding(
        file: path, part: "end", .unfinished,
        reason: "\(byteCount) bytes of an append that did not finish"
          + (isKnown ? "; 'train' cuts them off" : ""))
    }
  }
}

private func finding(ofStore path: String) throws -> VerificationFinding {
  try finding(of: path) { try StoreReader(path: path).verifyPayload() }
}

private func finding(ofState path: String) throws -> VerificationFinding {
  try finding(of: path) {
    guard try TrainingState.read(from: path) != nil else { throw FileError.missing(path: path) }
  }
}

/// What reading a whole file finds.
private func finding(of path: String, read: () throws -> Void) throws -> VerificationFinding {
  do {
    try read()
    return VerificationFinding(file: path, .whole)
  } catch FileError.missing {
    return VerificationFinding(file: path, .missing)
  } catch let error as any ReportableError where error.kind.concernsContents {
    return VerificationFinding(file: path, of: error)
  }
}
