/// The header of a plain file in a tar, which is one block; see POSIX's `pax`, ustar format.
///
/// It is read here and not by a library because those follow extensions from block to block: a
/// hostile file could make them do that from every one of its blocks.
struct TarHeader {
  /// The path, at most 100 bytes.
  let name: String
  /// Bytes of the content, which follows.
  let size: Int

  /// Reads a block; nil when it is anything else, or its checksum differs.
  init?(_ block: [UInt8]) {
    guard block.count == EpochImage.blockSize,
      Self.octal(block[Self.checksumField]) == Self.checksum(of: block),
      [0, UInt8(ascii: "0")].contains(block[Self.typeOffset]), block[Self.prefixOffset] == 0,
      let size = Self.octal(block[Self.sizeField])
    else { return nil }
    name = String(decoding: block[..<100].prefix { $0 != 0 }, as: UTF8.self)
    self.size = size
  }

  private static let sizeField = 124..<136
  private static let checksumField = 148..<156
  private static let typeOffset = 156
  /// Where longer paths have their beginning.
  private static let prefixOffset = 345

  /// The sum of the bytes, with spaces in its own place.
  private static func checksum(of block: [UInt8]) -> Int {
    let field = block[checksumField].reduce(0) { $0 + Int($1) }
    return block.reduce(0) { $0 + Int($1) } - field + checksumField.count * 0x20
  }

  /// The number in a field of octal digits, which spaces and zeros may surround; nil without any.
  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
    let rest = field[digits.endIndex...]
    guard !digits.isEmpty, rest.allSatisfy({ $0 == 0x20 || $0 == 0 }) else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
  }
}
