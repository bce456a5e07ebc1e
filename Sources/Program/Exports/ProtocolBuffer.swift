/// A message of Protocol Buffers: its fields one after the other, as they are given.
///
/// The same fields give the same bytes. Source: protobuf.dev/programming-guides/encoding.
struct ProtocolBuffer: Equatable {
  /// What a field holds, and so how it is written.
  enum Value {
    /// Any whole number or enumeration: in groups of 7 bits, a negative one in ten bytes.
    case integer(Int)
    case float(Float)
    case double(Double)
    case text(String)
    case bytes([UInt8])
    case message(ProtocolBuffer)
  }

  /// The message without its length.
  private(set) var bytes: [UInt8] = []

  /// A message of `fields`, each with its number; repeated ones follow each other.
  init(_ fields: [(number: Int, value: Value)] = []) {
    for field in fields { append(field.number, field.value) }
  }

  /// Adds a field behind the others.
  mutating func append(_ number: Int, _ value: Value) {
    switch value {
    case .integer(let integer):
      appendTag(number, wireType: 0)
      appendVarint(UInt64(bitPattern: Int64(integer)))
    case .double(let double):
      appendTag(number, wireType: 1)
      appendLittleEndian(double.bitPattern)
    case .float(let float):
      appendTag(number, wireType: 5)
      appendLittleEndian(float.bitPattern)
    case .text(let text): appendLengthDelimited(number, Array(text.utf8))
    case .bytes(let bytes): appendLengthDelimited(number, bytes)
    case .message(let message): appendLengthDelimited(number, message.bytes)
    }
  }

  private mutating func appendTag(_ number: Int, wireType: Int) {
    appendVarint(UInt64(number << 3 | wireType))
  }

  private mutating func appendLengthDelimited(_ number: Int, _ content: [UInt8]) {
    appendTag(number, wireType: 2)
    appendVarint(UInt64(content.count))
    bytes += content
  }

  private mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func appendLittleEndian(_ bits: some FixedWidthInteger) {
    withUnsafeBytes(of: bits.littleEndian) { bytes += $0 }
  }
}
