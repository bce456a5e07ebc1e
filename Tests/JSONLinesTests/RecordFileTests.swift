import DurableFiles
import Foundation
import JSONLines
import Testing

@Suite struct RecordFileTests {
  private struct Record: VersionedRecord {
    static let currentFormatVersion = 2
    var formatVersion = currentFormatVersion
    var imagesSeen: Int
    var note = ""
    var isPossible: Bool { imagesSeen < 1000 }

    static func precedes(_ one: Record, _ other: Record) -> Bool {
      one.imagesSeen < other.imagesSeen
    }
  }

  private let path = NSTemporaryDirectory() + "records-" + UUID().uuidString

  /// The file with these lines, if there are any, and then removed.
  private func file(_ lines: [String]) throws -> RecordFile<Record> {
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try RecordFile(path: path)
  }

  private func line(_ imagesSeen: Int, more: String = "") -> String {
    #"{"images_seen":\#(imagesSeen),"note":"",\#(more)"format_version":2}"#
  }

  /// The lines that the file has once it is written.
  private func written(_ file: RecordFile<Record>) throws -> [String] {
    var file = file
    try file.write()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let bytes = try readFile(at: path, limit: 1 << 20)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func readsWhatItWrites() throws {
    let records = [Record(imagesSeen: 3, note: "a\nb"), Record(imagesSeen: -1)]
    var file = try RecordFile<Record>(path: path)
    for record in records { try file.append(record) }
    try file.write()
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try RecordFile<Record>(path: path).records == records)
  }

  @Test func aMissingFileHasNoRecords() throws {
    #expect(try RecordFile<Record>(path: "/nowhere/records.jsonl").records == [])
  }

  @Test func linesThatAreNoObjectsAreDropped() throws {
    let lines = ["", "[1]", line(1), "{\"images_seen\":1", "\u{0}", "7", line(2), "null", ""]
    let file = try file(lines)
    #expect(file.textCount == 3)
    #expect(file.records == [Record(imagesSeen: 1), Record(imagesSeen: 2)])
    #expect(file.foreignCount == 0)
    #expect(try written(file) == [line(1), line(2)])
  }

  /// One of a crash has the start of a line, or the bytes of a block that was never written.
  @Test func aFileOfNothingButTextIsRefused() throws {
    for text in [["dear diary"], ["", "# notes \u{e9}", "{\"images_seen\":1"], ["7\r"]] {
      #expect(throws: RecordFileError.text(path: path)) { try file(text) }
    }
    for lines in [["{\"images_seen\":1"], ["\u{0}\u{0}"], [" ", ""], []] {
      #expect(try file(lines).records == [])
      #expect(try file(lines).textCount == 0)
    }
    let mixed = try file(["dear diary", #"{"a":1}"#])
    #expect(mixed.textCount == 1 && mixed.foreignCount == 1)
  }

  @Test func recordsThatNoToolCanHaveWrittenAreDropped() throws {
    let file = try file([line(1), line(1000), line(2)])
    #expect(file.records == [Record(imagesSeen: 1), Record(imagesSeen: 2)])
    #expect(file.foreignCount == 0)
    #expect(try written(file) == [line(1), line(2)])
  }

  @Test func linesOfOtherVersionsStayInTheirPlace() throws {
    let old = #"{"note":"","images_seen":1}"#
    let later = #"{ "format_version": 3, "images": {"seen": 1.50} }"#
    let unknown = #"{"format_version":2,"images_seen":"many","note":""}"#
    let odd = #"{"format_version":"2","images_seen":1,"note":""}"#
    var file = try file([old, line(1), later, line(4), unknown, odd])
    #expect(file.records.map(\.imagesSeen) == [1, 4])
    #expect(file.foreignCount == 4)
    try file.replaceRecords(
      by: [Record(imagesSeen: 1), Record(imagesSeen: 3), Record(imagesSeen: 5)],
      order: Record.precedes)
    let texts = try [3, 5].map { try jsonLine(Record(imagesSeen: $0)) }
    #expect(try written(file) == [old, line(1), later, texts[0], unknown, odd, texts[1]])
  }

  @Test func unknownKeysOfARecordAreKeptWithIt() throws {
    let text = line(2, more: #""later":[1.50],"#)
    var file = try file([text])
    #expect(file.records == [Record(imagesSeen: 2)])
    try file.replaceRecords(by: [Record(imagesSeen: 2)], order: Record.precedes)
    #expect(try written(file) == [text])
  }

  @Test func recordsOutOfOrderAreSorted() throws {
    var file = try file([line(3), line(1), line(3), line(2)])
    try file.replaceRecords(
      by: (1...3).map { Record(imagesSeen: $0) }, order: Record.precedes)
    #expect(file.records.map(\.imagesSeen) == [1, 2, 3])
  }

  @Test func linesLongerThanAnyOfOursAreNotDecoded() throws {
    let text = try jsonLine(Record(imagesSeen: 1, note: String(repeating: "a", count: 17_000)))
    // Its combining marks would be put in order, pair by pair: minutes.
    let key = String(repeating: "\u{301}\u{316}", count: 400_000)
    let marks = "{\"a\(key)\":1,\"images_seen\":2,\"note\":\"\",\"format_version\":2}"
    let file = try file([text, marks, "[\(text)]", line(2)])
    #expect(file.records == [Record(imagesSeen: 2)])
    #expect(file.foreignCount == 2)
  }

  /// Decoding each of millions would take minutes, and keeping each for itself gigabytes.
  @Test func manyLinesOfOthersAreOnePiece() throws {
    let file = try file(
      [line(1)] + [String](repeating: "{}", count: 200_000) + [line(2)]
        + [#"{"a":[1,-2.5e3,{"b":null}],"c":"d"}"#, "{\"a\":}", "{\"a\":1,}", "{} {}"])
    #expect(file.records.map(\.imagesSeen) == [1, 2])
    #expect(file.foreignCount == 200_001)
  }

  @Test func aVersionThatIsSpeltInAnotherWayIsOne() throws {
    let escaped = line(3).replacing("format_version", with: #"format\u005fversion"#)
    #expect(try file([escaped]).records == [Record(imagesSeen: 3)])
  }
}
