import CArchive
import DurableFiles
import Experiment
import Safetensors
import Tensors

/// The bytes of one epoch in the archive, end blocks included.
public struct EpochImage: Sendable {
  /// What `checkpoint.json` says.
  public let info: CheckpointInfo
  /// The exact text of `checkpoint.json`.
  public let infoText: String
  /// The three members as tar, then two zero blocks.
  let bytes: [UInt8]

  /// Members in their order in the archive.
  static let memberNames = ["generator.safetensors", "discriminator.safetensors"]
  static let infoName = "checkpoint.json"
  /// Size of a tar block, and of the two zero blocks at the end.
  static let blockSize = 512
  static let endSize = 1024

  /// Builds an epoch from the networks' tensors; a lazy collection keeps one of them in memory at a
  /// time.
  ///
  /// - Throws: `ArchiveError.outOfMemory`; what the JSON encoder throws for a number that is not
  ///   finite.
  public init(
    info: CheckpointInfo, generator: some Collection<NamedTensor>,
    discriminator: some Collection<NamedTensor>, path: String
  ) throws {
    let files = [Content(generator), Content(discriminator)]
    let digests = zip(Self.memberNames, files).map { ($0, $1.digest.hex) }
    let whole = info.with(members: Dictionary(uniqueKeysWithValues: digests))
    try self.init(files: files, infoText: try whole.text(), info: whole, path: path)
  }

  /// Builds the epoch again from a recorded `checkpoint.json`; nil when the tensors are not those
  /// whose digests it names.
  ///
  /// - Throws: `ArchiveError.outOfMemory`.
  public init?(
    infoText: String, generator: some Collection<NamedTensor>,
    discriminator: some Collection<NamedTensor>, path: String
  ) throws {
    let files = [Content(generator), Content(discriminator)]
    guard let info = CheckpointInfo(text: Array(infoText.utf8)),
      zip(Self.memberNames, files).allSatisfy({ info.members[$0] == $1.digest.hex })
    else { return nil }
    try self.init(files: files, infoText: infoText, info: info, path: path)
  }

  private init(files: [Content], infoText: String, info: CheckpointInfo, path: String) throws {
    let folder = checkpointName(epoch: info.epoch)
    let members =
      zip(Self.memberNames, files).map { (name: "\(folder)/\($0)", content: $1) }
      + [(name: "\(folder)/\(Self.infoName)", content: Content(text: infoText))]
    guard let bytes = tarBytes(members) else { throw ArchiveError.outOfMemory(path: path) }
    self.info = info
    self.infoText = infoText
    self.bytes = bytes
  }
}

/// What a member holds.
private struct Content {
  let size: Int
  let forEachPiece: ((UnsafeRawBufferPointer) -> Void) -> Void

  /// A network, which is never in memory as a second whole.
  init(_ tensors: some Collection<NamedTensor>) {
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
private func tarBytes(_ members: [(name: String, content: Content)]) -> [UInt8]? {
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
