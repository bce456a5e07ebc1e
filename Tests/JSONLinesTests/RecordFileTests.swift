import JSONLines
import TestSupport
import Testing

@Suite struct RecordFileTests {
  private struct Record: Codable, Equatable {
    var imagesSeen: Int
    var note = ""
  }

  /// The records of a file with this text.
  private func records(_ text: String) throws -> [Record] {
    let folder = try TemporaryFolder()
    try write(text.utf8, to: folder.file("records"))
    return try readRecords(at: folder.file("records"))
  }

  @Test func readsWhatItWrites() throws {
    let folder = try TemporaryFolder()
    let written = [Record(imagesSeen: 3, note: "a\nb"), Record(imagesSeen: -1)]
    try writeRecords(written, at: folder.file("records"))
    #expect(try readRecords(at: folder.file("records")) == written)
  }

  @Test func aMissingFileHasNoRecords() throws {
    #expect(try readRecords(at: "/nowhere/records.jsonl", as: Record.self) == [])
  }

  @Test func otherLinesAreSkipped() throws {
    let lines = [
      "", "{}", "[1]", "{\"images_seen\":1,\"note\":\"\"}", "{\"images_seen\":1.5,\"note\":\"\"}",
      "{\"images_seen\":1", "\u{0}", "{\"images_seen\":2,\"note\":\"x\",\"later\":null}",
    ]
    let expected = [Record(imagesSeen: 1), Record(imagesSeen: 2, note: "x")]
    #expect(try records(lines.joined(separator: "\n")) == expected)
    #expect(try records(lines.joined(separator: "\n") + "\n\n") == expected)
  }

  @Test func linesLongerThanAnyOfOursAreSkipped() throws {
    let text = try jsonLine(Record(imagesSeen: 1, note: String(repeating: "a", count: 17_000)))
    #expect(try records(text + "\n{\"images_seen\":2,\"note\":\"\"}\n") == [Record(imagesSeen: 2)])
    // Its combining marks would be put in order, pair by pair: minutes.
    let key = String(repeating: "\u{301}\u{316}", count: 400_000)
    #expect(try records("{\"a\(key)\":1,\"images_seen\":2,\"note\":\"\"}\n") == [])
  }
}
