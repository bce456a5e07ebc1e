/// The bytes in base64 of RFC 4648, padded and without line breaks.
public func base64(_ bytes: some Collection<UInt8>) -> String {
  let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  text.reserveCapacity((bytes.count + 2) / 3 * 4)
  var group: UInt32 = 0
  var held = 0
  func append(padding: Int) {
    for place in 0..<4 - padding { text.append(digits[Int(group >> UInt32(18 - 6 * place)) & 63]) }
    for _ in 0..<padding { text.append(UInt8(ascii: "=")) }
  }
  for byte in bytes {
    group = group << 8 | UInt32(byte)
    held += 1
    if held == 3 {
      append(padding: 0)
      (group, held) = (0, 0)
    }
  }
  if held > 0 {
    let padding = 3 - held
    group <<= UInt32(8 * padding)
    append(padding: padding)
  }
  return String(decoding: text, as: UTF8.self)
}
