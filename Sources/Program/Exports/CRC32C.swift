/// The cyclic redundancy check of bytes with Castagnoli's polynomial.
///
/// Source: RFC 3720, appendix B.4.
func crc32c(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(~0) { $0 >> 8 ^ remainders[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
}

/// What a byte at the low end leaves, for each byte.
private let remainders = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { remainder, _ in
    remainder >> 1 ^ (remainder & 1 == 1 ? reflectedPolynomial : 0)
  }
}

private let reflectedPolynomial: UInt32 = 0x82F6_3B78
