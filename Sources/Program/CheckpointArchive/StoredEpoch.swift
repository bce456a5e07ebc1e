import CArchive
import DurableFiles
import Experiment

/// Where one epoch lies in an archive.
struct StoredEpoch {
  let info: CheckpointInfo
  /// Bytes of the file that the epoch's members take, padding included.
  let range: Range<Int>
  /// The content of each of `EpochImage.memberNames`.
  let members: [Range<Int>]

  /// Whether the members are those that `checkpoint.json` names.
  func isWhole(in file: ReadableFile) throws -> Bool {
    try damagedMember(in: file) == nil
  }

  /// The first member that is not the one that `checkpoint.json` names; nil when there is none.
  func damagedMember(in file: ReadableFile) throws -> String? {
    try zip(EpochImage.memberNames, members).first { name, range in
      try sha256(of: file, range: range).hex != info.members[name]
    }?.0
  }
}

/// What a file holds at an offset.
enum EpochAtOffset {
  case epoch(StoredEpoch)
  /// The end blocks, or nothing.
  case end
  case damaged
}

/// No network that can be trained comes near this many bytes.
private let maximumMemberSize: Int64 = 1 << 30
private let maximumInfoSize: Int64 = 16 << 10

/// Reads the three members of the epoch that starts at `offset`, through libarchive.
///
/// Contents are not compared with their digests here.
///
/// - Throws: `FileError`; `ArchiveError.newerFormat`.
func readEpoch(at offset: Int, in file: ReadableFile) throws -> EpochAtOffset {
  guard let archive = archive_read_new() else { throw ArchiveError.outOfMemory(path: file.path) }
  defer { archive_read_free(archive) }
  archive_read_support_format_tar(archive)
  let isOpen = file.withDescriptor(at: offset) {
    archive_read_open_fd(archive, $0, 64 << 10) == ARCHIVE_OK
  }
  guard isOpen else { return .damaged }
  var members: [(name: String, content: Range<Int>)] = []
  for index in 0...EpochImage.memberNames.count {
    var entry: OpaquePointer?
    let status = archive_read_next_header(archive, &entry)
    if status == ARCHIVE_EOF && index == 0 { return .end }
    guard status == ARCHIVE_OK, let entry, let text = archive_entry_pathname(entry) else {
      return .damaged
    }
    let start = offset + Int(archive_read_header_position(archive)) + EpochImage.blockSize
    let size = archive_entry_size(entry)
    let isInfo = index == EpochImage.memberNames.count
    guard size >= 0, size <= (isInfo ? maximumInfoSize : maximumMemberSize),
      start <= file.size, Int(size) <= file.size - start
    else { return .damaged }
    members.append((String(cString: text), start..<start + Int(size)))
  }
  guard let last = members.last,
    let info = CheckpointInfo(text: try file.bytes(last.content))
  else { return .damaged }
  guard info.formatVersion <= CheckpointInfo.currentFormatVersion else {
    throw ArchiveError.newerFormat(path: file.path, version: info.formatVersion)
  }
  let folder = checkpointName(epoch: info.epoch)
  let names = (EpochImage.memberNames + [EpochImage.infoName]).map { "\(folder)/\($0)" }
  guard members.map(\.name) == names else { return .damaged }
  let block = EpochImage.blockSize
  let end = offset + (last.content.upperBound - offset + block - 1) / block * block
  return .epoch(
    StoredEpoch(
      info: info, range: offset..<end, members: members.dropLast().map(\.content)))
}
