import DurableFiles
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

  @Test(arguments: [
    ("\"epoch\":12", "\"epoch\":0"), ("\"epoch\":12", "\"epoch\":-12"),
    ("\"epoch\":12", "\"epoch\":100001"), ("\"epoch\":12", "\"epoch\":9223372036854775807"),
    ("\"step\":36", "\"step\":-1"),
    ("\"latent_dim\":100", "\"latent_dim\":9223372036854775807"),
    ("\"latent_dim\":100", "\"latent_dim\":-1"), ("\"batch_size\":256", "\"batch_size\":257"),
    ("\"keep_every\":1", "\"keep_every\":0"),
  ])
  func numbersThatNoRunHasAreRefused(_ old: String, _ new: String) throws {
    #expect(try CheckpointInfo(text: text(replacing: old, with: new)) == nil)
  }
}
