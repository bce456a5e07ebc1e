import DurableFiles
import Experiment
import Safetensors
import Tensors

/// One trained epoch.
public struct Checkpoint: Sendable {
  /// What `checkpoint.json` says.
  public let info: CheckpointInfo
  /// The networks' parameters in Keras's layouts.
  public let generator, discriminator: [NamedTensor]

  /// Such as `e050`.
  public var name: String { checkpointName(epoch: info.epoch) }
}

/// A checkpoint archive open for reading; needs no lock, also while `train` appends.
public final class ArchiveReader {
  /// The whole epochs, in order.
  public var epochs: [CheckpointInfo] { contents.epochs.map(\.info) }
  /// What a user should know about the file; nil when all is well.
  public let warning: String?
  /// Whether anything but an unfinished epoch at the end is damaged, as far as opening the file
  /// shows: the digests of the epochs before the last are compared when those are read.
  public var isDamaged: Bool { !contents.gaps.isEmpty || !contents.refusedTail.isEmpty }
  private let file: ReadableFile
  private let contents: ArchiveContents

  /// Opens the archive at `path`.
  ///
  /// - Throws: `ArchiveError` when there is none, it is not an archive or holds no whole epoch;
  ///   `FileError` when it cannot be read.
  public init(path: String) throws {
    (file, contents) = try ArchiveContents.open(path)
    let refused = contents.refusedTail.map { checkpointName(epoch: $0.info.epoch) }
    if contents.epochs.isEmpty {
      guard let name = refused.first else { throw ArchiveError.noWholeEpoch(path: path) }
      throw Self.damaged(path, name)
    }
    let damage = contents.gaps + refused.map { "in \($0)" }
    if !damage.isEmpty {
      warning = "'\(path)' is damaged \(damage.joined(separator: ", ")); that part is left out"
    } else if contents.hasTornTail {
      warning = "'\(path)' ends in an unfinished epoch, which is left out"
    } else {
      warning = nil
    }
  }

  /// The epochs that `name` stands for: `e050`, `last` or `all`.
  ///
  /// - Throws: `ArchiveError.unknownCheckpoint`, which names those there are; `.damaged` for one
  ///   that was left out because its digests differ.
  public func resolve(_ name: String) throws -> [CheckpointInfo] {
    let epochs = epochs
    if name == "all" { return epochs }
    if name == "last" { return epochs.suffix(1) }
    func isNamed(_ info: CheckpointInfo) -> Bool { checkpointName(epoch: info.epoch) == name }
    if let found = epochs.first(where: isNamed) { return [found] }
    if contents.refusedTail.contains(where: { isNamed($0.info) }) {
      throw Self.damaged(file.path, name)
    }
    throw ArchiveError.unknownCheckpoint(
      path: file.path, name: name,
      found: epochs.map { checkpointName(epoch: $0.epoch) } + ["'last'"])
  }

  /// All epochs whose number `interval` divides, and the last.
  ///
  /// - Precondition: `interval` is at least 1.
  public func epochs(every interval: Int) -> [CheckpointInfo] {
    let epochs = epochs
    return epochs.filter { $0.epoch.isMultiple(of: interval) || $0.epoch == epochs.last?.epoch }
  }

  /// Reads an epoch and compares it with its digests.
  ///
  /// - Throws: `FileError`; `ArchiveError.damaged`, `.unknownCheckpoint`; `SafetensorsError`.
  public func checkpoint(epoch: Int) throws -> Checkpoint {
    let name = checkpointName(epoch: epoch)
    guard let stored = contents.epochs.first(where: { $0.info.epoch == epoch }) else {
      throw ArchiveError.unknownCheckpoint(
        path: file.path, name: name,
        found: contents.epochs.map { checkpointName(epoch: $0.info.epoch) })
    }
    let tensors = try zip(EpochImage.memberNames, stored.members).map { member, range in
      let bytes = try file.bytes(range)
      guard sha256(bytes).hex == stored.info.members[member] else {
        throw ArchiveError.damaged(
          path: file.path, checkpoint: name, reason: "the checksum of \(member) differs")
      }
      return try readSafetensors(bytes, source: "\(file.path): \(name)/\(member)").tensors
    }
    return Checkpoint(info: stored.info, generator: tensors[0], discriminator: tensors[1])
  }

  private static func damaged(_ path: String, _ name: String) -> ArchiveError {
    .damaged(path: path, checkpoint: name, reason: "its checksums differ")
  }
}
