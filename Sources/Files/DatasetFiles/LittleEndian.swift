/// Reads the fields of a record, whose numbers have their least significant byte first.
///
/// Whoever reads makes sure that they are there.
struct LittleEndian {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: some Collection<UInt8>) { rest = Array(bytes)[...] }

  /// Bytes that are left.
  var remaining: Int { rest.count }

  /// The next `count` bytes.
  mutating func bytes(_ count: Int) -> ArraySlice<UInt8> {
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// The number in the next `count` bytes, at most 8; `Int.max` for those above it.
  mutating func number(_ count: Int) -> Int {
    Int(clamping: bytes(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }
}
