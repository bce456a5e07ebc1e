import Testing

/// A message of Protocol Buffers taken apart by the rules of the format, without knowing its fields.
struct PlainMessage {
  enum Value: Equatable {
    case integer(Int)
    case fixed32(UInt32)
    case fixed64(UInt64)
    case bytes([UInt8])
  }

  let fields: [(number: Int, value: Value)]

  struct Malformed: Error {}

  init(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    func byte() throws -> UInt8 {
      guard let first = rest.popFirst() else { throw Malformed() }
      return first
    }
    func varint() throws -> UInt64 {
      var (result, shift) = (UInt64(0), UInt64(0))
      while true {
        let next = try byte()
        result |= UInt64(next & 0x7F) << shift
        if next < 0x80 { return result }
        shift += 7
      }
    }
    var fields: [(Int, Value)] = []
    while !rest.isEmpty {
      let tag = try varint()
      let value: Value
      switch tag & 7 {
      case 0: value = .integer(Int(Int64(bitPattern: try varint())))
      case 1:
        value = .fixed64(try (0..<8).reduce(0) { try $0 | UInt64(byte()) << UInt64(8 * $1) })
      case 2:
        let count = Int(try varint())
        guard count <= rest.count else { throw Malformed() }
        value = .bytes(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      case 5:
        value = .fixed32(try (0..<4).reduce(0) { try $0 | UInt32(byte()) << UInt32(8 * $1) })
      default: throw Malformed()
      }
      fields.append((Int(tag >> 3), value))
    }
    self.fields = fields
  }

  /// All values of a field.
  subscript(number: Int) -> [Value] { fields.filter { $0.number == number }.map(\.value) }

  func integers(_ number: Int) -> [Int] {
    self[number].compactMap { if case .integer(let integer) = $0 { integer } else { nil } }
  }

  func bytes(_ number: Int) -> [[UInt8]] {
    self[number].compactMap { if case .bytes(let bytes) = $0 { bytes } else { nil } }
  }

  func texts(_ number: Int) -> [String] {
    bytes(number).map { String(decoding: $0, as: UTF8.self) }
  }

  func messages(_ number: Int) throws -> [PlainMessage] {
    try bytes(number).map(PlainMessage.init)
  }

  func message(_ number: Int) throws -> PlainMessage {
    try #require(try messages(number).first)
  }
}

/// The numbers of which these are the bytes.
func floats(_ bytes: [UInt8]) -> [Float] {
  stride(from: 0, to: bytes.count, by: 4).map { start in
    Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
  }
}
