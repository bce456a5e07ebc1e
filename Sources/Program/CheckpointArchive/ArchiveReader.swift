import DurableFiles
import Experiment

/// A checkpoint archive open for reading; needs no lock, also while `train` appends.
public final class ArchiveReader {
  /// The epochs that are where they should be, in order.
  public var epochs: [CheckpointInfo] { contents.epochs.map(\.info) }
  /// The same by their numbers.
  public var epochsByNumber: [Int: CheckpointInfo] {
    Dictionary(epochs.map { ($0.epoch, $0) }, uniquingKeysWith: { $1 })
  }
  /// What a user should know about the file; nil when all is well.
  public let warning: String?
  /// Which generator its checkpoints stand for.
  public let generatorKind: GeneratorKind
  /// Whether epochs are left out that are damaged, or written by another version, as far as opening
  /// the file shows: the digests of the epochs before the last are compared when those are read.
  ///
  /// An unfinished epoch at the end does not count.
  public var leavesEpochsOut: Bool { !damage.isEmpty || !contents.foreign.isEmpty }
  private let file: ReadableFile
  private let contents: ArchiveContents
  private let damage: [DamagedPart]

  /// Opens the archive at `path`.
  ///
  /// - Throws: `ArchiveError` when there is none, it is not an archive or holds no whole epoch that
  ///   this version knows; `FileError` when it cannot be read.
  public init(path: String, generators generatorKind: GeneratorKind = .averaged) throws {
    self.generatorKind = generatorKind
    (file, contents) = try ArchiveContents.open(path)
    damage = contents.damage + contents.refusedTail.map(DamagedPart.init)
    if contents.epochs.isEmpty {
      if let epoch = contents.foreign.first { throw ArchiveError(epoch, path: path) }
      guard let part = damage.first else { throw ArchiveError.noWholeEpoch(path: path) }
      throw Self.error(part, path)
    }
    let warnings =
      damage.map { "is damaged in \($0.name)" }
      + contents.foreign.map {
        "holds \(checkpointName(epoch: $0.epoch)), written by \($0.writer) in a way that this "
          + "version does not know"
      }
    if !warnings.isEmpty {
      warning =
        "'\(path)' \(warnings.joined(separator: ", ")); that is left out, the other epochs are used"
        + (damage.contains { !$0.epochs.isEmpty }
          ? "; let 'train --repair' compute what is damaged again" : "")
        + (contents.foreign.isEmpty ? "" : "; to use all, take that version, or a later one")
    } else if contents.hasTornTail {
      warning = "'\(path)' ends in an unfinished epoch, which is left out"
    } else {
      warning = nil
    }
  }

  /// What each of `epochs` takes of the file, in bytes.
  public var byteCounts: [Int] { contents.epochs.map(\.range.count) }

  /// Whether the archive has an epoch of this number that is left out.
  public func leavesOut(epoch: Int) -> Bool {
    contents.foreign.contains { $0.epoch == epoch } || damage.contains { $0.epochs.contains(epoch) }
  }

  /// The epochs that `name` stands for, as `CheckpointChoice` reads it; the archive does not know the
  /// best one.
  ///
  /// - Throws: `ArchiveError.unknownCheckpoint`, which names those there are; `.damaged` or
  ///   `.foreign` for one that was left out.
  public func resolve(_ name: String) throws -> [CheckpointInfo] {
    let epochs = epochs
    var number: Int?
    switch CheckpointChoice(name) {
    case .all: return epochs
    case .first: return Array(epochs.prefix(1))
    case .last: return epochs.suffix(1)
    case .epoch(let epoch): number = epoch
    case .best, nil: break
    }
    if let found = epochs.first(where: { $0.epoch == number }) { return [found] }
    if let epoch = contents.foreign.first(where: { $0.epoch == number }) {
      throw ArchiveError(epoch, path: file.path)
    }
    if let number, let part = damage.first(where: { $0.epochs.contains(number) }) {
      throw Self.error(part, file.path)
    }
    throw ArchiveError.unknownCheckpoint(
      path: file.path, name: name, found: epochs.map(\.epoch))
  }

  /// All epochs whose number `interval` divides, and the last.
  ///
  /// - Precondition: `interval` is at least 1.
  public func epochs(every interval: Int) -> [CheckpointInfo] {
    let epochs = epochs
    return epochs.filter { $0.epoch.isMultiple(of: interval) || $0.epoch == epochs.last?.epoch }
  }

  /// SHA-256 of the file of the generator that an epoch stands for; `none` when it has no generator.
  public func generatorSha256(of info: CheckpointInfo) -> String {
    info.generatorSha256(generatorKind)
  }

  /// Whether an epoch has an averaged generator and stands for the other one.
  public func isRaw(_ info: CheckpointInfo) -> Bool {
    generatorKind == .raw && info.generatorName(.averaged) != NetworkName.generator
  }

  /// So many whole epochs, the last one of equal parts of them; all, where there are no more.
  public func spreadEpochs(_ count: Int) -> [CheckpointInfo] {
    let parts = min(count, epochs.count)
    return (0..<parts).map { epochs[($0 + 1) * epochs.count / parts - 1] }
  }

  /// An epoch, after all of it was compared with its digests.
  ///
  /// - Throws: `FileError`; `ArchiveError.damaged`, `.unknownCheckpoint`.
  public func checkpoint(epoch: Int) throws -> Checkpoint {
    let name = checkpointName(epoch: epoch)
    guard let stored = contents.epochs.first(where: { $0.info.epoch == epoch }) else {
      throw ArchiveError.unknownCheckpoint(
        path: file.path, name: name, found: contents.epochs.map(\.info.epoch))
    }
    if let member = try stored.damagedMember(in: file) {
      throw ArchiveError.damaged(
        path: file.path, checkpoint: name, reason: "the checksum of \(member) differs")
    }
    return Checkpoint(
      info: stored.info, file: file, generatorKind: generatorKind,
      networks: Dictionary(stored.members.map { ($0.name, $0.content) }, uniquingKeysWith: { $1 }))
  }

  private static func error(_ part: DamagedPart, _ path: String) -> ArchiveError {
    ArchiveError(
      part, path: path,
      reason: part.info == nil ? "it cannot be read" : "its checksums differ")
  }
}
