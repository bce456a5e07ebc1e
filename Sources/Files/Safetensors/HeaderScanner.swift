/// Reads the JSON that safetensors headers consist of: objects, strings and whole numbers.
///
/// A general decoder would keep one of two equal keys in silence; the format forbids them, so every
/// key passes through the caller here.
struct HeaderScanner {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  struct Malformed: Error {
    let offset: Int
  }

  private var failure: Malformed { Malformed(offset: position) }

  private mutating func skipSpace() {
    while position < bytes.endIndex {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func take(_ character: Character) -> Bool {
    skipSpace()
    guard position < bytes.endIndex, bytes[position] == character.asciiValue else { return false }
    position += 1
    return true
  }

  mutating func expect(_ character: Character) throws {
    guard take(character) else { throw failure }
  }

  mutating func expectEnd() throws {
    skipSpace()
    guard position == bytes.endIndex else { throw failure }
  }

  /// The longest key of an object, in bytes; comparing keys of many combining marks takes time with
  /// the square of their length.
  static let maximumKeyCount = 512

  /// `{ "key": value, ... }`; `body` reads each value.
  mutating func object(_ body: (String, inout HeaderScanner) throws -> Void) throws {
    try expect("{")
    if take("}") { return }
    repeat {
      let key = try string()
      guard key.utf8.count <= Self.maximumKeyCount else { throw failure }
      try expect(":")
      try body(key, &self)
    } while take(",")
    try expect("}")
  }

  /// `[1, 2, ...]`, at most `limit` numbers.
  mutating func numbers(limit: Int) throws -> [Int] {
    try expect("[")
    if take("]") { return [] }
    var numbers: [Int] = []
    repeat {
      guard numbers.count < limit else { throw failure }
      numbers.append(try number())
    } while take(",")
    try expect("]")
    return numbers
  }

  private mutating func number() throws -> Int {
    skipSpace()
    let first = position
    var value = 0
    while position < bytes.endIndex, case let byte = bytes[position], byte >= 0x30, byte <= 0x39 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(byte - 0x30))
      guard !overflow, !carry else { throw failure }
      value = sum
      position += 1
    }
    let count = position - first
    guard count > 0, count == 1 || bytes[first] != 0x30 else { throw failure }
    return value
  }

  mutating func string() throws -> String {
    try expect("\"")
    var text: [UInt8] = []
    while position < bytes.endIndex {
      let byte = bytes[position]
      position += 1
      switch byte {
      case 0x22:
        guard let string = String(validating: text, as: UTF8.self) else { throw failure }
        return string
      case 0x5C: try escape(into: &text)
      case ..<0x20: throw failure
      default: text.append(byte)
      }
    }
    throw failure
  }

  private mutating func escape(into text: inout [UInt8]) throws {
    guard position < bytes.endIndex else { throw failure }
    let byte = bytes[position]
    position += 1
    switch byte {
    case 0x22, 0x5C, 0x2F: text.append(byte)
    case 0x62: text.append(0x08)
    case 0x66: text.append(0x0C)
    case 0x6E: text.append(0x0A)
    case 0x72: text.append(0x0D)
    case 0x74: text.append(0x09)
    case 0x75:
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code) {
        guard bytes[position...].starts(with: [0x5C, 0x75]) else { throw failure }
        position += 2
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw failure }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw failure }
      text.append(contentsOf: Array(String(Character(scalar)).utf8))
    default: throw failure
    }
  }

  private mutating func hexadecimal() throws -> UInt32 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw failure }
    position += 4
    return value
  }
}
