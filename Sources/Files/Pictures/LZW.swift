/// Bits of an uncompressed value.
let lzwBits = 8

/// The LZW code of bytes as GIF packs it: codes of 9 to 12 bits from the low bit of a byte on, a clear
/// code in front and whenever the table is full, an end code behind.
///
/// Source: Graphics Interchange Format, version 89a, appendix F; Welch 1984, Computer 17(6).
func lzwCompressed(_ bytes: [UInt8]) -> [UInt8] {
  let clear = 1 << lzwBits
  let end = clear + 1
  let mostCodes = 4096
  var output = CodePacker()
  // The code of a string and a byte behind it: [code, byte]; 0 where there is none.
  var longer = [UInt16](repeating: 0, count: mostCodes << lzwBits)
  var next = end + 1
  var bits = lzwBits + 1
  output.append(clear, bits: bits)
  guard var current = bytes.first.map(Int.init) else {
    output.append(end, bits: bits)
    return output.finish()
  }
  for byte in bytes.dropFirst() {
    let place = current << lzwBits | Int(byte)
    if longer[place] != 0 {
      current = Int(longer[place])
      continue
    }
    output.append(current, bits: bits)
    if next < mostCodes {
      longer[place] = UInt16(next)
      // The reader, whose table is one code behind, widens its codes at the same moment.
      if next == 1 << bits { bits += 1 }
      next += 1
    } else {
      output.append(clear, bits: bits)
      longer.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
      next = end + 1
      bits = lzwBits + 1
    }
    current = Int(byte)
  }
  output.append(current, bits: bits)
  // The reader has added a code since.
  if next == 1 << bits, bits < 12 { bits += 1 }
  output.append(end, bits: bits)
  return output.finish()
}

/// Codes one behind the other, the low bits first.
private struct CodePacker {
  private var bytes: [UInt8] = []
  private var pending: UInt64 = 0
  private var pendingBits = 0

  mutating func append(_ code: Int, bits: Int) {
    pending |= UInt64(code) << UInt64(pendingBits)
    pendingBits += bits
    while pendingBits >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      pendingBits -= 8
    }
  }

  mutating func finish() -> [UInt8] {
    if pendingBits > 0 { bytes.append(UInt8(truncatingIfNeeded: pending)) }
    return bytes
  }
}
