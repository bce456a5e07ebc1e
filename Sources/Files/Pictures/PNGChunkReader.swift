import CZlib

/// Reads a PNG chunk by chunk and checks each, with little of it in memory at a time.
struct PNGChunkReader<Failure: Error> {
  private let count: Int
  private let read: (Range<Int>) throws(Failure) -> ArraySlice<UInt8>
  /// What was read last, and where it begins.
  private var piece: ArraySlice<UInt8> = []
  private var pieceStart = 0

  private static var pieceCount: Int { 1 << 20 }
  /// Far more than the longest animation that is drawn here has.
  private static var mostChunks: Int { 1 << 20 }
  /// Length, type and CRC.
  private static var frameCount: Int { 12 }

  /// A reader of `count` bytes, ranges of which `read` gets.
  init(count: Int, read: @escaping (Range<Int>) throws(Failure) -> ArraySlice<UInt8>) {
    self.count = count
    self.read = read
  }

  /// The chunks whose type is wanted, in their order.
  ///
  /// - Returns: Nil when anything is wrong with the frame of any chunk: the signature, a length, a type,
  ///   a CRC, or bytes after IEND; and when there are more than 1,048,576 chunks, or more than `limit`
  ///   bytes of wanted ones.
  /// - Complexity: O(`count`); 1 MiB is in memory besides the result.
  mutating func chunks(
    limit: Int, isWanted: (String) -> Bool
  ) throws(Failure) -> [PNGChunk]? {
    guard count >= pngSignature.count, try bytes(0..<pngSignature.count).elementsEqual(pngSignature)
    else { return nil }
    var wanted: [PNGChunk] = []
    var wantedCount = 0
    var (offset, number, last) = (pngSignature.count, 0, "")
    while offset < count, last != "IEND" {
      guard let chunk = try frame(at: offset), number < Self.mostChunks,
        number > 0 || chunk.type == "IHDR"
      else { return nil }
      let data = offset + 8..<offset + 8 + chunk.dataCount
      let isKept = isWanted(chunk.type)
      wantedCount += isKept ? data.count : 0
      guard wantedCount <= limit, try isWhole(offset + 4..<data.upperBound) else { return nil }
      if isKept { wanted.append(PNGChunk(type: chunk.type, data: try bytes(data))) }
      (offset, number, last) = (offset + Self.frameCount + data.count, number + 1, chunk.type)
    }
    return offset == count && last == "IEND" ? wanted : nil
  }

  /// What the eight bytes at `offset` announce; nil when it does not fit, or is no chunk.
  private mutating func frame(
    at offset: Int
  ) throws(Failure) -> (dataCount: Int, type: String)? {
    guard count - offset >= Self.frameCount else { return nil }
    let dataCount = number(try bytes(offset..<offset + 4))
    let type = try bytes(offset + 4..<offset + 8)
    guard dataCount <= count - offset - Self.frameCount, type.allSatisfy(isLetter) else {
      return nil
    }
    return (dataCount, String(decoding: type, as: UTF8.self))
  }

  /// Whether the CRC behind `range` is that of the bytes in it.
  private mutating func isWhole(_ range: Range<Int>) throws(Failure) -> Bool {
    var check: UInt = 0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.pieceCount) {
      let part = try bytes(start..<min(start + Self.pieceCount, range.upperBound))
      check = part.withUnsafeBufferPointer { crc32_z(check, $0.baseAddress, $0.count) }
    }
    return check == UInt(number(try bytes(range.upperBound..<range.upperBound + 4)))
  }

  /// The bytes of a range, which lies in the file.
  private mutating func bytes(_ range: Range<Int>) throws(Failure) -> ArraySlice<UInt8> {
    if range.lowerBound < pieceStart || range.upperBound > pieceStart + piece.count {
      let end = min(max(range.upperBound, range.lowerBound + Self.pieceCount), count)
      piece = try read(range.lowerBound..<end)
      pieceStart = range.lowerBound
    }
    return piece.dropFirst(range.lowerBound - pieceStart).prefix(range.count)
  }
}

/// The eight bytes that every PNG begins with.
let pngSignature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

private func number(_ bytes: ArraySlice<UInt8>) -> Int {
  bytes.reduce(0) { $0 << 8 | Int($1) }
}

private func isLetter(_ byte: UInt8) -> Bool {
  let upper = UInt8(ascii: "A")...UInt8(ascii: "Z")
  let lower = UInt8(ascii: "a")...UInt8(ascii: "z")
  return upper.contains(byte) || lower.contains(byte)
}
