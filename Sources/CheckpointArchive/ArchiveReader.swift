import Checksums
import DurableFiles
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
  private let file: ReadableFile
  private let contents: ArchiveContents

  /// Opens the archive at `path`.
  ///
  /// - Throws: `FileError`; `ArchiveError` when it is not an archive or holds no whole epoch.
  public init(path: String) throws {
    file = try ReadableFile(path: path)
    contents = try ArchiveContents(of: file, checksAll: false)
    guard !contents.epochs.isEmpty else { throw ArchiveError.noWholeEpoch(path: path) }
    if !contents.gaps.isEmpty {
      warning =
        "'\(path)' is damaged \(contents.gaps.joined(separator: ", ")); that part is left out"
    } else if contents.hasTornTail {
      warning = "'\(path)' ends in an unfinished epoch, which is left out"
    } else {
      warning = nil
    }
  }

  /// The epochs that `name` stands for: `e050`, `last` or `all`.
  ///
  /// - Throws: `ArchiveError.unknownCheckpoint`, which names those there are.
  public func resolve(_ name: String) throws -> [CheckpointInfo] {
    let epochs = epochs
    if name == "all" { return epochs }
    if name == "last" { return epochs.suffix(1) }
    guard let found = epochs.first(where: { checkpointName(epoch: $0.epoch) == name }) else {
      throw ArchiveError.unknownCheckpoint(
        path: file.path, name: name,
        found: epochs.map { checkpointName(epoch: $0.epoch) } + ["'last'"])
    }
    return [found]
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

  /// The epochs whose digests do not hold.
  ///
  /// - Throws: `FileError`.
  public func damagedEpochs() throws -> [CheckpointInfo] {
    try contents.epochs.filter { try !$0.isWhole(in: file) }.map(\.info)
  }
}
