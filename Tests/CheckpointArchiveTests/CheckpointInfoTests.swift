import Checksums
import Testing

@testable import CheckpointArchive

@Suite struct CheckpointInfoTests {
  /// The text of an epoch with `old` replaced, and the digest of itself made right again.
  private func text(replacing old: String, with new: String) throws -> [UInt8] {
    let text = try image(epoch: 12).infoText
    #expect(text.contains(old))
    let key = "\"checkpoint_sha256\":\""
    let start = try #require(text.firstRange(of: key)).upperBound
    let end = text.index(start, offsetBy: 64)
    let zeros = String(repeating: "0", count: 64)
    let blank = (text[..<start] + zeros + text[end...]).replacing(old, with: new)
    return Array(blank.replacing(key + zeros, with: key + sha256(Array(blank.utf8)).hex).utf8)
  }

  @Test func readsWhatItWrites() throws {
    let original = try image(epoch: 12)
    let info = try #require(CheckpointInfo(text: Array(original.infoText.utf8)))
    #expect(info.epoch == 12 && info.members == original.info.members)
    #expect(
      try text(replacing: "\"step\":36", with: "\"step\":36") == Array(original.infoText.utf8))
  }

  @Test func digestsOfAnyOtherLengthAreRefusedAtOnce() throws {
    for count in [0, 62, 64, 400_000] {
      // Searching the text for a long one would compare it with these zeros from each of them on.
      let zeros = String(repeating: "0", count: count)
      let text = String(
        decoding: try text(replacing: "{\"acc", with: "{\"a\":\"\(zeros)\",\"acc"), as: UTF8.self)
      let other = text.replacing(
        /"checkpoint_sha256":"[0-9a-f]*"/, with: "\"checkpoint_sha256\":\"0\(zeros)\"")
      #expect(CheckpointInfo(text: Array(other.utf8)) == nil, "\(count + 1) digits")
    }
  }
}
