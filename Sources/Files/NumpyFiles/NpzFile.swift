import CZlib
import DurableFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Replaces `path` by a .npz file of `arrays`, which `numpy.load` reads: a zip of .npy files that are
/// stored, not deflated.
///
/// The same arrays give the same bytes. Source: APPNOTE 6.3.10.
///
/// - Throws: `FileError`; `.cannotWrite` with EFBIG above the 4 GiB that a zip of the simple form holds.
/// - Precondition: The names differ.
public func writeNpz(_ arrays: [NumpyArray], to path: String) throws {
  let pieces = NpzPieces(arrays)
  guard pieces.size < Int(UInt32.max) else {
    throw FileError.cannotWrite(path: path, code: EFBIG)
  }
  try replaceFile(at: path) { file in try pieces.forEachPiece { try file.write($0) } }
}

/// Such a file whole.
///
/// - Precondition: The names differ, and it has less than 4 GiB.
public func npzBytes(_ arrays: [NumpyArray]) -> [UInt8] {
  let pieces = NpzPieces(arrays)
  precondition(pieces.size < Int(UInt32.max), "\(pieces.size) bytes are too many for an npz file")
  var bytes: [UInt8] = []
  bytes.reserveCapacity(pieces.size)
  pieces.forEachPiece { bytes.append(contentsOf: $0) }
  return bytes
}

/// A .npz file, piece by piece.
private struct NpzPieces {
  private var members: [(member: ZipMember, array: NumpyArray)] = []
  /// What follows the members: an entry for each, and the end.
  private var directory: [UInt8] = []
  /// Bytes of all pieces.
  let size: Int

  /// - Precondition: The names differ.
  init(_ arrays: [NumpyArray]) {
    precondition(Set(arrays.map(\.name)).count == arrays.count, "an array appears twice")
    var offset = 0
    for array in arrays {
      let member = ZipMember(array, at: offset)
      members.append((member, array))
      offset += member.localHeaderCount + member.size
    }
    let entries = members.flatMap(\.member.directoryEntry)
    directory =
      entries + [0x50, 0x4B, 5, 6] + littleEndian(0, 4) + littleEndian(members.count, 2)
      + littleEndian(members.count, 2) + littleEndian(entries.count, 4) + littleEndian(offset, 4)
      + littleEndian(0, 2)
    size = offset + directory.count
  }

  /// Hands over the file from front to back.
  func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    for (member, array) in members {
      try member.localHeader.withUnsafeBytes(body)
      try array.header.withUnsafeBytes(body)
      try array.withBytes(body)
    }
    try directory.withUnsafeBytes(body)
  }
}

/// A member of a zip file, as its two headers describe it.
private struct ZipMember {
  let name: [UInt8]
  let size: Int
  private let checksum: Int
  private let offset: Int

  init(_ array: NumpyArray, at offset: Int) {
    name = Array("\(array.name).npy".utf8)
    let header = array.header
    var checksum = header.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    size = array.withBytes { bytes in
      checksum = crc32_z(
        checksum, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
      return header.count + bytes.count
    }
    self.checksum = Int(checksum)
    self.offset = offset
  }

  var localHeaderCount: Int { 30 + name.count }

  /// Version 2.0, no flags, stored, the first day of a zip's calendar, sizes, lengths of the name and of
  /// no extra field.
  private var description: [UInt8] {
    littleEndian(20, 2) + littleEndian(0, 2) + littleEndian(0, 2) + littleEndian(0, 2)
      + littleEndian(0x21, 2) + littleEndian(checksum, 4) + littleEndian(size, 4)
      + littleEndian(size, 4) + littleEndian(name.count, 2) + littleEndian(0, 2)
  }

  var localHeader: [UInt8] { [0x50, 0x4B, 3, 4] + description + name }

  /// Besides no comment, the first volume, no attributes.
  var directoryEntry: [UInt8] {
    [0x50, 0x4B, 1, 2] + littleEndian(20, 2) + description + littleEndian(0, 2)
      + littleEndian(0, 2) + littleEndian(0, 2) + littleEndian(0, 4) + littleEndian(offset, 4)
      + name
  }
}

/// The low `count` bytes of a number, the least significant one first.
func littleEndian(_ number: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}
