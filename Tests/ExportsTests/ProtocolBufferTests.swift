import Testing

@testable import Exports

@Suite struct ProtocolBufferTests {
  private func bytes(_ value: ProtocolBuffer.Value, _ number: Int = 1) -> [UInt8] {
    ProtocolBuffer([(number, value)]).bytes
  }

  /// The examples of the format's description, and its edges.
  @Test func integersAreInGroupsOfSevenBits() {
    #expect(bytes(.integer(0)) == [0x08, 0])
    #expect(bytes(.integer(127)) == [0x08, 0x7F])
    #expect(bytes(.integer(128)) == [0x08, 0x80, 0x01])
    #expect(bytes(.integer(150)) == [0x08, 0x96, 0x01])
    #expect(bytes(.integer(-2)) == [0x08, 0xFE] + [UInt8](repeating: 0xFF, count: 8) + [0x01])
    #expect(bytes(.integer(.max)) == [0x08] + [UInt8](repeating: 0xFF, count: 8) + [0x7F])
  }

  @Test func fieldNumbersAboveFifteenTakeTwoBytes() {
    #expect(bytes(.integer(1), 15) == [0x78, 1])
    #expect(bytes(.integer(1), 20) == [0xA0, 0x01, 1])
  }

  @Test func numbersAreLittleEndian() {
    #expect(bytes(.float(1)) == [0x0D, 0, 0, 0x80, 0x3F])
    #expect(bytes(.double(1), 2) == [0x11, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
  }

  @Test func textsAndMessagesHaveTheirLengths() {
    #expect(bytes(.text("testing"), 2) == [0x12, 7] + Array("testing".utf8))
    #expect(bytes(.text("ä")) == [0x0A, 2, 0xC3, 0xA4])
    #expect(bytes(.bytes([])) == [0x0A, 0])
    #expect(
      bytes(.message(ProtocolBuffer([(1, .integer(150))])), 3) == [0x1A, 3, 0x08, 0x96, 0x01])
    #expect(bytes(.bytes([UInt8](repeating: 9, count: 300))).starts(with: [0x0A, 0xAC, 0x02, 9]))
  }

  @Test func repeatedFieldsFollowEachOther() {
    #expect(
      ProtocolBuffer([(4, .integer(3)), (4, .integer(270)), (4, .integer(86942))]).bytes
        == [0x20, 3, 0x20, 0x8E, 0x02, 0x20, 0x9E, 0xA7, 0x05])
  }
}
