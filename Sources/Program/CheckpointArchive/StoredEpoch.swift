import DurableFiles
import Experiment

/// Where one epoch lies in an archive.
struct StoredEpoch {
  let info: CheckpointInfo
  /// Bytes of the file that the epoch's members take, padding included.
  let range: Range<Int>
  /// The files of the networks, in their order in the archive.
  let members: [(name: String, content: Range<Int>)]

  /// Whether the members are those that `checkpoint.json` names.
  func isWhole(in file: ReadableFile) throws -> Bool {
    try damagedMember(in: file) == nil
  }

  /// The first member that is not the one that `checkpoint.json` names; nil when there is none.
  func damagedMember(in file: ReadableFile) throws -> String? {
    try members.first { name, content in
      try sha256(of: file, range: content).hex != info.members[name]
    }?.name
  }
}

/// An epoch that another version wrote, in a way that this one does not know.
public struct ForeignEpoch: Equatable, Sendable {
  /// Its number, counted from 1.
  public let epoch: Int
  /// Such as "version 0.9.0".
  public let writer: String
  /// Bytes of the file that it takes.
  let range: Range<Int>
}

/// What a file holds at an offset.
enum EpochAtOffset {
  case epoch(StoredEpoch)
  case foreign(ForeignEpoch)
  /// The end blocks, or nothing.
  case end
  /// No epoch begins here, nor before the offset `next`.
  case damaged(next: Int)
}

/// More bytes than a network of the largest latent size has.
private let maximumMemberSize = 128 << 20
private let maximumInfoSize = 16 << 10

/// Reads the epoch that starts at `offset`.
///
/// Contents are not compared with their digests here.
///
/// - Throws: `FileError`.
func readEpoch(at offset: Int, in file: ReadableFile) throws -> EpochAtOffset {
  let members: [TarMember]
  switch try readMembers(at: offset, in: file) {
  case .end: return .end
  case .broken(let next): return .damaged(next: next)
  case .members(let found): members = found
  }
  let block = EpochImage.blockSize
  guard let last = members.last, let number = epoch(ofCheckpoint: last.folder) else {
    return .damaged(next: offset + block)
  }
  let networks = members.dropLast()
  let end = last.nextHeader
  let names: Set<String>?
  let found: EpochAtOffset
  switch CheckpointText(try file.bytes(last.content)) {
  case .damaged: return .damaged(next: end)
  case .foreign(let writer, let members):
    names = members
    found = .foreign(ForeignEpoch(epoch: number, writer: writer, range: offset..<end))
  case .known(let info):
    guard info.epoch == number else { return .damaged(next: end) }
    names = Set(info.members.keys)
    let stored = networks.map { (name: $0.name, content: $0.content) }
    found = .epoch(StoredEpoch(info: info, range: offset..<end, members: stored))
  }
  guard let names, networks.count != names.count || Set(networks.map(\.name)) != names else {
    return found
  }
  // An epoch may begin behind files that are not of it.
  let rest = networks.suffix(names.count)
  return .damaged(next: rest.count < networks.count ? rest.first?.header ?? end : end)
}

/// A file in the tar.
private struct TarMember {
  /// Its name before and behind the slash.
  let folder, name: String
  /// Where its header is, and its content.
  let header: Int
  let content: Range<Int>

  /// Where the next header is.
  var nextHeader: Int {
    let block = EpochImage.blockSize
    return header + (content.upperBound - header + block - 1) / block * block
  }
}

private enum TarMembers {
  case members([TarMember])
  case end
  /// The files do not lead to a `checkpoint.json`, from none of those before `next`.
  case broken(next: Int)
}

/// Reads headers from `offset` up to the one of `checkpoint.json`; all are of one folder.
private func readMembers(at offset: Int, in file: ReadableFile) throws -> TarMembers {
  let block = EpochImage.blockSize
  var members: [TarMember] = []
  while members.count <= EpochImage.networkCounts.upperBound {
    let header = members.last?.nextHeader ?? offset
    let bytes = try file.bytes(min(header, file.size)..<min(header + block, file.size))
    if members.isEmpty && bytes.allSatisfy({ $0 == 0 }) { return .end }
    guard let found = TarHeader(bytes) else { return .broken(next: header + block) }
    let parts = found.name.split(separator: "/", omittingEmptySubsequences: false)
    let isInfo = parts.last ?? "" == EpochImage.infoName
    let start = header + block
    guard parts.count == 2, found.size <= (isInfo ? maximumInfoSize : maximumMemberSize),
      found.size <= file.size - start
    else { return .broken(next: start) }
    if let folder = members.last?.folder, folder != parts[0] { return .broken(next: header) }
    members.append(
      TarMember(
        folder: String(parts[0]), name: String(parts[1]), header: header,
        content: start..<start + found.size))
    if isInfo { return .members(members) }
  }
  return .broken(next: members.last?.header ?? offset + block)
}
