/// An idx file of unsigned bytes.
public func idx(_ shape: [Int], _ bytes: [UInt8]) -> [UInt8] {
  [0, 0, 8, UInt8(shape.count)]
    + shape.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } } + bytes
}

/// The low `count` bytes of a number, least significant first.
public func little(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
