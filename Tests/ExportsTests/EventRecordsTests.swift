import Testing

@testable import Exports

@Suite struct EventRecordsTests {
  /// Of RFC 3720, and the one that every description of checks has.
  @Test(
    arguments: [
      ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
      ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
      (Array(0..<32), 0x46DD_794E), (Array((0..<32).reversed()), 0x113F_DB5C),
      (Array("123456789".utf8), 0xE306_9283), ([], 0),
    ] as [([UInt8], UInt32)])
  func checksAreCastagnolis(bytes: [UInt8], checksum: UInt32) {
    #expect(crc32c(bytes) == checksum)
  }

  private func records(_ file: [UInt8]) throws -> [PlainMessage] {
    var rest = file[...]
    var records: [PlainMessage] = []
    func take(_ count: Int) -> [UInt8] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    func isMasked(_ check: [UInt8], of bytes: [UInt8]) -> Bool {
      let masked = check.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      let turned = masked &- 0xA282_EAD8
      return (turned << 15 | turned >> 17) == crc32c(bytes)
    }
    while !rest.isEmpty {
      let length = take(8)
      #expect(isMasked(take(4), of: length))
      let content = take(length.reversed().reduce(0) { $0 << 8 | Int($1) })
      #expect(isMasked(take(4), of: content))
      records.append(try PlainMessage(content))
    }
    return records
  }

  /// What TensorFlow puts before any event of 24 bytes.
  @Test func lengthsAreCheckedAsTensorFlowDoes() {
    #expect(
      EventRecords.frame([UInt8](repeating: 7, count: 24)).prefix(12)
        == [24, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22])
  }

  @Test func theFirstEventNamesTheVersionAndTheWriter() throws {
    let record = try #require(try records(EventRecords(writer: "me 1.0").bytes).first)
    #expect(record.fields.map(\.number) == [1, 2, 3, 10])
    #expect(record[1] == [.fixed64(0)])
    #expect(record.texts(3) == ["brain.Event:2"])
    #expect(try record.message(10).texts(1) == ["me 1.0"])
  }

  @Test func eventsHaveStepsTimesAndValues() throws {
    var events = EventRecords(writer: "me")
    events.append(
      [
        SummaryValue(scalar: 0.5, tag: "a/b"),
        SummaryValue(png: [1, 2, 3], width: 302, height: 30, tag: "digits"),
        SummaryValue(text: "hello", tag: "run"),
      ], step: 7, wallTime: 12.5)
    events.append([SummaryValue(scalar: -1, tag: "a/b")], step: 8, wallTime: 0)
    let records = try records(events.bytes)
    #expect(records.count == 3)
    #expect(records[1][1] == [.fixed64(12.5.bitPattern)])
    #expect(records.map { $0.integers(2) } == [[0], [7], [8]])
    let values = try records[1].message(5).messages(1)
    #expect(values.map { $0.texts(1) } == [["a/b"], ["digits"], ["run"]])
    #expect(values[0][2] == [.fixed32(Float(0.5).bitPattern)])
    let image = try values[1].message(4)
    #expect((1...3).map { image.integers($0) } == [[30], [302], [1]])
    #expect(image.bytes(4) == [[1, 2, 3]])
    let text = try values[2].message(8)
    #expect(text.integers(1) == [7] && text.texts(8) == ["hello"])
    #expect(try values[2].message(9).message(1).texts(1) == ["text"])
  }
}
