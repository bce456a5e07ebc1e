import CZlib
import TestSupport

/// A member of a zip file, with what a hostile file may say of it.
struct ZipMember {
  var name: [UInt8]
  var content: [UInt8]
  /// 0 stored, 8 deflated, anything else a lie.
  var method = 0
  /// Sizes in a zip64 field of the local header, as NumPy writes them.
  var hasZip64Sizes = true
  /// What is declared, where it is not the truth.
  var declaredSize: Int?
  var declaredChecksum: UInt32?
  var localName: [UInt8]?
  /// Unix mode and file type; none when 0.
  var mode = 0

  init(_ name: String, _ content: [UInt8]) {
    self.name = Array(name.utf8)
    self.content = content
  }

  var deflated: ZipMember {
    var member = self
    member.method = 8
    return member
  }
}

/// A zip file of members.
func zip(_ members: [ZipMember]) -> [UInt8] {
  var bytes: [UInt8] = []
  var directory: [UInt8] = []
  for member in members {
    let packed = member.method == 8 ? deflate(member.content, windowBits: -15) : member.content
    let size = member.declaredSize ?? member.content.count
    let checksum =
      member.declaredChecksum ?? UInt32(crc32(0, member.content, UInt32(member.content.count)))
    let isLong = member.hasZip64Sizes
    let extra =
      isLong ? little(1, 2) + little(16, 2) + little(size, 8) + little(packed.count, 8) : []
    let isASCII = member.name.allSatisfy { $0 < 128 }
    let common = little(isASCII ? 0 : 0x800, 2) + little(member.method, 2) + little(0x21_0000, 4)
    let offset = bytes.count
    let localName = member.localName ?? member.name
    bytes += [0x50, 0x4B, 3, 4] + little(isLong ? 45 : 20, 2) + common + little(Int(checksum), 4)
    bytes += isLong ? little(-1, 8) : little(packed.count, 4) + little(size, 4)
    bytes += little(localName.count, 2) + little(extra.count, 2) + localName + extra + packed
    directory += [0x50, 0x4B, 1, 2] + little(0x32D, 2) + little(isLong ? 45 : 20, 2) + common
    directory += little(Int(checksum), 4) + little(packed.count, 4) + little(size, 4)
    directory += little(member.name.count, 2) + little(0, 8) + little(member.mode << 16, 4)
    directory += little(offset, 4) + member.name
  }
  let start = bytes.count
  return bytes + directory + [0x50, 0x4B, 5, 6] + little(0, 4)
    + little(members.count, 2) + little(members.count, 2) + little(directory.count, 4)
    + little(start, 4) + little(0, 2)
}

/// A gzip file.
func gzip(_ bytes: [UInt8]) -> [UInt8] { deflate(bytes, windowBits: 15 + 16) }

/// Packs bytes; negative window bits leave out zlib's frame, those above 16 add gzip's.
private func deflate(_ bytes: [UInt8], windowBits: Int32) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
  let count = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
      return output.count - Int(stream.avail_out)
    }
  }
  return Array(output[..<count])
}
