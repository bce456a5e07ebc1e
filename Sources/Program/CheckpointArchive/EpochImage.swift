import CArchive
import DurableFiles
import Experiment
import Safetensors
import Tensors

/// The names of the networks that an epoch has.
public enum NetworkName {
  public static let generator = "generator"
  public static let discriminator = "discriminator"
  /// The generator with the average of its weights.
  public static let averagedGenerator = "averaged_generator"

  /// Those of a run, in the order of the archive.
  public static func all(of options: TrainingOptions) -> [String] {
    [generator, discriminator] + (options.averagesGenerator ? [averagedGenerator] : [])
  }
}

/// Which generator of an epoch is meant.
public enum GeneratorKind: Sendable {
  /// The one with averaged weights where there is one, else the other.
  case averaged
  /// The one that was trained.
  case raw
}

/// The bytes of one epoch in the archive, end blocks included.
public struct EpochImage: Sendable {
  /// A network by its name; a lazy collection keeps one of its tensors in memory at a time.
  public typealias Network = (name: String, tensors: any Collection<NamedTensor>)

  /// What `checkpoint.json` says.
  public let info: CheckpointInfo
  /// The exact text of `checkpoint.json`.
  public let infoText: String
  /// The members as tar, then two zero blocks.
  let bytes: [UInt8]

  /// The members as they lie in an archive that goes on behind them.
  var members: ArraySlice<UInt8> { bytes.dropLast(Self.endSize) }

  static let infoName = "checkpoint.json"
  /// Size of a tar block, and of the two zero blocks at the end.
  static let blockSize = 512
  static let endSize = 1024
  /// Networks that an epoch can have.
  static let networkCounts = 1...16
  private static let suffix = ".safetensors"

  /// Builds an epoch from networks, in the order in which they lie in the archive.
  ///
  /// - Precondition: 1 to 16 networks, whose names differ and are of lower-case letters, digits,
  ///   `_` and `-`.
  /// - Throws: `ArchiveError.outOfMemory`; what the JSON encoder throws for a number that is not
  ///   finite.
  public init(info: CheckpointInfo, networks: [Network], path: String) throws {
    let members = Self.files(networks)
    precondition(
      Self.networkCounts.contains(members.count)
        && members.allSatisfy { Self.isNetworkFile($0.name) })
    let digests = members.map { ($0.name, $0.content.digest.hex) }
    let whole = info.with(members: Dictionary(uniqueKeysWithValues: digests))
    try self.init(members: members, infoText: try whole.text(), info: whole, path: path)
  }

  /// Builds the epoch again from a recorded `checkpoint.json`; nil when the networks are not those
  /// whose digests it names.
  ///
  /// - Throws: `ArchiveError.outOfMemory`.
  public init?(infoText: String, networks: [Network], path: String) throws {
    let members = Self.files(networks)
    guard let info = CheckpointInfo(text: Array(infoText.utf8)),
      info.members.count == members.count,
      members.allSatisfy({ info.members[$0.name] == $0.content.digest.hex })
    else { return nil }
    try self.init(members: members, infoText: infoText, info: info, path: path)
  }

  private init(
    members: [Member], infoText: String, info: CheckpointInfo, path: String
  ) throws {
    let folder = checkpointName(epoch: info.epoch)
    let all = members + [(name: Self.infoName, content: Content(text: infoText))]
    let named = all.map { (name: "\(folder)/\($0.name)", content: $0.content) }
    guard let bytes = tarBytes(named) else { throw ArchiveError.outOfMemory(path: path) }
    self.info = info
    self.infoText = infoText
    self.bytes = bytes
  }

  /// The file of a network, without its folder.
  static func fileName(of network: String) -> String { network + suffix }

  /// Whether a network can have a file of this name.
  static func isNetworkFile(_ name: String) -> Bool {
    name.count > suffix.count && name.utf8.count <= 64 && name.hasSuffix(suffix)
      && name.utf8.dropLast(suffix.utf8.count).allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      }
  }

  private static func files(_ networks: [Network]) -> [Member] {
    networks.map { (fileName(of: $0.name), Content($0.tensors)) }
  }
}

/// A file of an epoch, without the folder in its name.
private typealias Member = (name: String, content: Content)

/// What a member holds.
private struct Content {
  let size: Int
  let forEachPiece: ((UnsafeRawBufferPointer) -> Void) -> Void

  /// A network, which is never in memory as a second whole.
  init(_ tensors: any Collection<NamedTensor>) {
    let pieces = SafetensorsPieces(tensors, metadata: [:])
    size = pieces.size
    forEachPiece = { pieces.forEachPiece($0) }
  }

  init(text: String) {
    size = text.utf8.count
    forEachPiece = { Array(text.utf8).withUnsafeBytes($0) }
  }

  var digest: SHA256Digest {
    let hasher = SHA256Hasher()
    forEachPiece(hasher.update)
    return hasher.finish()
  }
}

/// A whole tar of plain files: no time, owner or padding beyond the format's; nil without memory.
private func tarBytes(_ members: [Member]) -> [UInt8]? {
  guard let archive = archive_write_new() else { return nil }
  defer { archive_write_free(archive) }
  archive_write_set_format_pax_restricted(archive)
  archive_write_set_bytes_per_block(archive, Int32(EpochImage.blockSize))
  archive_write_set_bytes_in_last_block(archive, Int32(EpochImage.blockSize))
  // A header and at most one block of padding for each member.
  let capacity = members.reduce(EpochImage.endSize) {
    $0 + $1.content.size + 2 * EpochImage.blockSize
  }
  var bytes = [UInt8](repeating: 0, count: capacity)
  var count = 0
  let isWritten = bytes.withUnsafeMutableBytes { buffer in
    archive_write_open_memory(archive, buffer.baseAddress, capacity, &count) == ARCHIVE_OK
      && members.allSatisfy { write($0.name, $0.content, to: archive) }
      && archive_write_close(archive) == ARCHIVE_OK
  }
  guard isWritten else { return nil }
  bytes.removeLast(capacity - count)
  return bytes
}

private func write(_ name: String, _ content: Content, to archive: OpaquePointer) -> Bool {
  guard let entry = archive_entry_new() else { return false }
  defer { archive_entry_free(entry) }
  let regularFile: UInt32 = 0o100000
  archive_entry_set_pathname(entry, name)
  archive_entry_set_size(entry, Int64(content.size))
  archive_entry_set_filetype(entry, regularFile)
  archive_entry_set_perm(entry, 0o644)
  archive_entry_set_mtime(entry, 0, 0)
  guard archive_write_header(archive, entry) == ARCHIVE_OK else { return false }
  var written = 0
  content.forEachPiece { written += archive_write_data(archive, $0.baseAddress, $0.count) }
  return written == content.size
}
