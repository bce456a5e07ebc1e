/// A chunk of a PNG: four letters and what they announce.
struct PNGChunk: Equatable, Sendable {
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

/// The chunks of a PNG from IHDR to IEND, or nil when anything is wrong with their frame: the
/// signature, a length, a type, a CRC, or bytes after IEND.
func pngChunks(of bytes: [UInt8]) -> [PNGChunk]? {
  var reader = PNGChunkReader(count: bytes.count) { range throws(Never) in bytes[range] }
  return reader.chunks(limit: .max) { _ in true }
}

/// The four bytes of a number in the order of PNG.
func bigEndian(_ number: UInt32) -> [UInt8] {
  withUnsafeBytes(of: number.bigEndian) { Array($0) }
}
