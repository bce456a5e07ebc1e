/// Tells whether bytes are a JSON object, without making anything of it; see RFC 8259.
///
/// A decoder takes microseconds for the shortest line, and a file may have millions of them.
struct JSONScanner {
  private let bytes: ArraySlice<UInt8>
  private var index: Int
  /// Whether a string has bytes that must be UTF-8.
  private var needsValidation = false
  /// As deep as the decoder goes.
  private static let maximumDepth = 512

  private init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  /// Whether `text` is one object, with nothing but white space around it.
  static func isObject(_ text: ArraySlice<UInt8>) -> Bool {
    var scanner = JSONScanner(text)
    scanner.skipSpace()
    return scanner.next == UInt8(ascii: "{") && scanner.value(depth: 0) && scanner.isAtEnd
      && (!scanner.needsValidation || String(validating: text, as: UTF8.self) != nil)
  }

  private var next: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

  private var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return next == nil
    }
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      index += 1
    }
  }

  /// Goes behind `byte` if it comes next, and behind the white space around it.
  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: byte) else { return false }
    index += 1
    skipSpace()
    return true
  }

  private mutating func value(depth: Int) -> Bool {
    guard depth < Self.maximumDepth else { return false }
    switch next {
    case UInt8(ascii: "{"):
      return list("{", "}") { $0.string() && $0.take(":") && $0.value(depth: depth + 1) }
    case UInt8(ascii: "["): return list("[", "]") { $0.value(depth: depth + 1) }
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "t"): return word("true")
    case UInt8(ascii: "f"): return word("false")
    case UInt8(ascii: "n"): return word("null")
    default: return number()
    }
  }

  private mutating func list(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ element: (inout JSONScanner) -> Bool
  ) -> Bool {
    guard take(open) else { return false }
    if take(close) { return true }
    repeat {
      guard element(&self) else { return false }
    } while take(",")
    return take(close)
  }

  private mutating func word(_ word: StaticString) -> Bool {
    let end = index + word.utf8CodeUnitCount
    guard end <= bytes.endIndex,
      bytes[index..<end].elementsEqual(
        UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    else { return false }
    index = end
    return true
  }

  private mutating func string() -> Bool {
    guard next == UInt8(ascii: "\"") else { return false }
    index += 1
    while let byte = next, byte >= 0x20 {
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\"): index += 1
      case 0x80...: needsValidation = true
      default: break
      }
    }
    return false
  }

  /// Also what only begins like a number.
  private mutating func number() -> Bool {
    let start = index
    while let byte = next, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte) {
      index += 1
    }
    return index > start && bytes[start] != UInt8(ascii: "+")
  }
}
