import AdversarialTraining
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
    /// Another version wrote it, in a way that this one does not know.
    case foreign
    /// An append that did not finish, or has not yet; `train` mends it.
    case unfinished
    /// There is no such file.
    case missing
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
}

/// Compares every checksum of the run folder `run` and of the tensor store at `dataPath`.
///
/// A missing store or state is a finding; a run is also whole without them.
///
/// - Throws: `ArchiveError.missing` when there is no archive; `FileError` when a file is there but
///   cannot be read.
public func verifyRun(_ run: String, dataPath: String) throws -> [VerificationFinding] {
  let folder = RunFolder(path: run)
  var findings = try findings(ofArchive: folder.archive)
  findings.append(try finding(ofStore: dataPath))
  findings.append(try finding(ofState: folder.state))
  return findings
}

private func findings(ofArchive path: String) throws -> [VerificationFinding] {
  let parts: [ArchiveFinding]
  do {
    parts = try verifyArchive(at: path)
  } catch let error as ArchiveError where error.exitCode == 65 {
    return [VerificationFinding(file: path, .damaged, reason: error.description)]
  }
  if parts.isEmpty {
    return [VerificationFinding(file: path, .whole, reason: "no epoch is archived yet")]
  }
  return parts.map { part in
    switch part {
    case .whole(let epoch):
      VerificationFinding(file: path, part: checkpointName(epoch: epoch), .whole)
    case .damaged(let epoch, let member):
      VerificationFinding(
        file: path, part: checkpointName(epoch: epoch), .damaged,
        reason: "the checksum of \(member) differs")
    case .unreadable(let part):
      VerificationFinding(
        file: path, part: part.name, .damaged,
        reason: "nothing can be read in bytes \(part.range.lowerBound) to \(part.range.upperBound)")
    case .foreign(let epoch):
      VerificationFinding(
        file: path, part: checkpointName(epoch: epoch.epoch), .foreign,
        reason: "\(epoch.writer) wrote it in a way that this version does not know")
    case .unfinished(let byteCount):
      VerificationFinding(
        file: path, part: "end", .unfinished,
        reason: "\(byteCount) bytes of an append that did not finish; 'train' cuts them off")
    }
  }
}

private func finding(ofStore path: String) throws -> VerificationFinding {
  do {
    try StoreReader(path: path).verifyPayload()
    return VerificationFinding(file: path, .whole)
  } catch FileError.missing {
    return VerificationFinding(file: path, .missing)
  } catch let error as any ReportableError where error.exitCode == 65 {
    return VerificationFinding(file: path, .damaged, reason: error.description)
  }
}

private func finding(ofState path: String) throws -> VerificationFinding {
  switch try verifyState(at: path) {
  case .whole: VerificationFinding(file: path, .whole)
  case .missing: VerificationFinding(file: path, .missing)
  case .damaged(let reason): VerificationFinding(file: path, .damaged, reason: reason)
  }
}
