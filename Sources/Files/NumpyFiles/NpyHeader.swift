/// The header of NumPy's .npy format, versions 1 to 3, after its length.
///
/// It is a Python dictionary with three keys in any order; it is matched and never evaluated:
///
///     {'descr': '|u1', 'fortran_order': False, 'shape': (60000, 28, 28), }
public struct NpyHeader: Equatable, Sendable {
  /// NumPy's name of the type of the elements.
  public let type: String
  /// Whether the first dimension is the one that varies fastest.
  public let isFortran: Bool
  /// The dimensions; `Int.max` stands for larger ones.
  public let shape: [Int]

  /// What a .npy file begins with.
  public static let magic = [0x93] + Array("NUMPY".utf8)
  /// The longest dictionary read, as in NumPy.
  public static let maximumCount = 10_000

  /// Why a text is no header that can be used.
  public enum Failure: Error {
    /// It is not such a dictionary.
    case malformed
    /// The elements are records.
    case structured
  }

  /// Reads the dictionary.
  public init(parsing text: [UInt8]) throws(Failure) {
    var scanner = PythonScanner(text: text)
    var type: String?
    var isFortran: Bool?
    var shape: [Int]?
    try scanner.expect("{")
    while !scanner.take("}") {
      let key = try scanner.string()
      try scanner.expect(":")
      switch key {
      case "descr" where type == nil:
        if scanner.take("[") { throw .structured }
        type = try scanner.string()
      case "fortran_order" where isFortran == nil: isFortran = try scanner.boolean()
      case "shape" where shape == nil: shape = try scanner.tuple()
      default: throw .malformed
      }
      if scanner.take(",") { continue }
      try scanner.expect("}")
      break
    }
    guard scanner.isAtEnd, let type, let isFortran, let shape else { throw .malformed }
    (self.type, self.isFortran, self.shape) = (type, isFortran, shape)
  }
}

/// Reads the few Python literals that .npy headers consist of.
private struct PythonScanner {
  let text: [UInt8]
  private var position = 0

  init(text: [UInt8]) { self.text = text }

  private mutating func skipSpace() {
    while position < text.count, text[position] == 0x20 || text[position] == 0x0A { position += 1 }
  }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return position == text.count
    }
  }

  mutating func take(_ word: StaticString) -> Bool {
    skipSpace()
    let isNext = word.withUTF8Buffer { text[position...].starts(with: $0) }
    if isNext { position += word.utf8CodeUnitCount }
    return isNext
  }

  mutating func expect(_ word: StaticString) throws(NpyHeader.Failure) {
    guard take(word) else { throw .malformed }
  }

  mutating func boolean() throws(NpyHeader.Failure) -> Bool {
    if take("True") { return true }
    try expect("False")
    return false
  }

  /// A string without escapes.
  mutating func string() throws(NpyHeader.Failure) -> String {
    let quote = take("'") ? UInt8(ascii: "'") : UInt8(ascii: "\"")
    if quote == UInt8(ascii: "\"") { try expect("\"") }
    guard let end = text[position...].firstIndex(of: quote) else { throw .malformed }
    let content = text[position..<end]
    guard content.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }) else {
      throw .malformed
    }
    position = end + 1
    return String(decoding: content, as: UTF8.self)
  }

  /// Whole numbers in parentheses; a single one is followed by a comma, as in Python.
  mutating func tuple() throws(NpyHeader.Failure) -> [Int] {
    try expect("(")
    var numbers: [Int] = []
    while !take(")") {
      numbers.append(try number())
      if take(",") { continue }
      try expect(")")
      guard numbers.count > 1 else { throw .malformed }
      break
    }
    guard numbers.count <= 32 else { throw .malformed }
    return numbers
  }

  /// A number, `Int.max` for those above it; with the L that Python 2 wrote.
  private mutating func number() throws(NpyHeader.Failure) -> Int {
    skipSpace()
    let digits = text[position...].prefix { (0x30...0x39).contains($0) }
    guard let first = digits.first, first != 0x30 || digits.count == 1 else { throw .malformed }
    position = digits.endIndex
    if position < text.count, text[position] == UInt8(ascii: "L") { position += 1 }
    return Int(String(decoding: digits, as: UTF8.self)) ?? Int.max
  }
}
