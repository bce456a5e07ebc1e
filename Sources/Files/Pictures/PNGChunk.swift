import CZlib

/// A chunk of a PNG: four letters and what they announce.
struct PNGChunk: Equatable {
  var type: String
  var data: ArraySlice<UInt8>

  init(type: String, data: ArraySlice<UInt8>) {
    self.type = type
    self.data = data
  }

  init(type: String, data: [UInt8] = []) {
    self.init(type: type, data: data[...])
  }
}

private let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/// The chunks of a PNG from IHDR to IEND, or nil when anything is wrong with their frame: the
/// signature, a length, a type, a CRC, or bytes after IEND.
func pngChunks(of bytes: [UInt8]) -> [PNGChunk]? {
  guard bytes.starts(with: signature) else { return nil }
  var chunks: [PNGChunk] = []
  var offset = signature.count
  while offset < bytes.count, chunks.last?.type != "IEND" {
    guard bytes.count - offset >= 12 else { return nil }
    let count = Int(bigEndian(bytes[offset..<offset + 4]))
    guard count <= bytes.count - offset - 12 else { return nil }
    let checked = bytes[offset + 4..<offset + 8 + count]
    let type = checked.prefix(4)
    guard type.allSatisfy(isLetter) else { return nil }
    offset += 12 + count
    guard bigEndian(bytes[offset - 4..<offset]) == cyclicRedundancyCheck(checked) else {
      return nil
    }
    chunks.append(
      PNGChunk(type: String(decoding: type, as: UTF8.self), data: checked.dropFirst(4)))
  }
  guard offset == bytes.count, chunks.first?.type == "IHDR", chunks.last?.type == "IEND" else {
    return nil
  }
  return chunks
}

/// The four bytes of a number in the order of PNG.
func bigEndian(_ number: UInt32) -> [UInt8] {
  withUnsafeBytes(of: number.bigEndian) { Array($0) }
}

private func bigEndian(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  bytes.reduce(0) { $0 << 8 | UInt32($1) }
}

private func isLetter(_ byte: UInt8) -> Bool {
  let upper = UInt8(ascii: "A")...UInt8(ascii: "Z")
  let lower = UInt8(ascii: "a")...UInt8(ascii: "z")
  return upper.contains(byte) || lower.contains(byte)
}

private func cyclicRedundancyCheck(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  bytes.withUnsafeBufferPointer { buffer in
    UInt32(crc32_z(0, buffer.baseAddress, buffer.count))
  }
}
