import Testing
import WebPages

@Suite struct Base64Tests {
  /// The test vectors of RFC 4648, and all digits.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func vectorsOfTheStandard(text: String, expected: String) {
    #expect(base64(text.utf8) == expected)
  }

  @Test func allDigitsAreThoseOfTheStandard() {
    let bytes = (0..<64).map { UInt8($0) }
    // 24 bits give four digits: those of 0, 1, 2 and 3 are 000000 000001 000010 000011.
    let packed = stride(from: 0, to: 64, by: 4).flatMap { i -> [UInt8] in
      let group = bytes[i..<i + 4].reduce(UInt32(0)) { $0 << 6 | UInt32($1) }
      return [UInt8(group >> 16 & 255), UInt8(group >> 8 & 255), UInt8(group & 255)]
    }
    #expect(
      base64(packed) == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  }
}
