import DurableFiles
import Foundation
import TestSupport
import Testing

@Suite struct SHA256Tests {
  /// FIPS 180-2, appendix B, and the empty message.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func equalsThePublishedDigests(message: String, hex: String) {
    #expect(sha256(Array(message.utf8)).hex == hex)
    #expect(sha256(Array(message.utf8)).description == hex)
  }

  @Test func aMillionTimesTheLetterA() {
    let hasher = SHA256Hasher()
    let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
    for _ in 0..<1000 { piece.withUnsafeBytes { hasher.update($0) } }
    #expect(
      hasher.finish().hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func piecesOfAnySizeGiveTheSameDigest() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    for size in [1, 3, 64, 65, 999] {
      let hasher = SHA256Hasher()
      for start in stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { hasher.update($0) }
      }
      #expect(hasher.finish() == sha256(bytes), "pieces of \(size)")
    }
  }

  @Test func filesAndTheirRangesAreRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("file")
    // Above the size of one read.
    let bytes = (0..<(1 << 20) + 77).map { UInt8(truncatingIfNeeded: $0 >> 3) }
    try replaceFile(at: path, contents: bytes)
    let file = try ReadableFile(path: path)
    #expect(try sha256(of: file) == sha256(bytes))
    #expect(try sha256(of: file, range: 5..<1_048_600) == sha256(Array(bytes[5..<1_048_600])))
    #expect(try sha256(of: file, range: 9..<9) == sha256([]))
    #expect(throws: FileError.self) { try sha256(of: file, range: 0..<bytes.count + 1) }
  }

  @Test func digestsReadBack() {
    let digest = sha256([1])
    #expect(SHA256Digest(hex: digest.hex) == digest)
  }

  @Test(arguments: [
    "", "0", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
    String(repeating: "A", count: 64), String(repeating: "g", count: 64),
    String(repeating: " ", count: 64), "0x" + String(repeating: "0", count: 62),
    // Digits to Unicode, three bytes each.
    String(repeating: "\u{FF10}", count: 21) + "0", String(repeating: "\u{FF10}", count: 64),
  ])
  func otherTextIsNoDigest(hex: String) {
    #expect(SHA256Digest(hex: hex) == nil)
  }
}
