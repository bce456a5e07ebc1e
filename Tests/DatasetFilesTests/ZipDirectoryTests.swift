import TestSupport
import Testing

@testable import DatasetFiles

@Suite struct ZipDirectoryTests {
  private func names(_ bytes: [UInt8]) throws -> [String] {
    try ZipDirectory(of: FileContents(bytes, path: "x")).entries.map(\.name)
  }

  private func expectRefused(
    _ bytes: [UInt8], _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: DatasetError.self, "\(what)", sourceLocation: sourceLocation) {
      try names(bytes)
    }
  }

  @Test func listsTheMembers() throws {
    #expect(
      try names(zip(Small.members)) == ["x_train.npy", "y_train.npy", "x_test.npy", "y_test.npy"])
    #expect(try names(zip([])) == [])
  }

  @Test func everyFieldOfTheEndRecordIsChecked() {
    let file = zip(Small.members)
    let record = file.count - 22
    for offset in [0, 1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21] {
      var changed = file
      changed[record + offset] ^= 0x40
      expectRefused(changed, "byte \(offset)")
    }
    var changed = file
    (changed[record + 8], changed[record + 10]) = (3, 3)
    expectRefused(changed, "three members instead of four")
  }

  @Test func aDirectoryOfMillionsIsNotRead() {
    let members = (0..<1000).map { ZipMember("array-\($0)-with-a-name-of-some-length.npy", []) }
    expectRefused(zip(members), "78 KiB of directory")
    #expect(throws: Never.self) { try names(zip(Array(members.prefix(500)))) }
  }

  @Test func bytesInFrontAndBehindAreRefused() {
    let file = zip(Small.members)
    expectRefused([0] + file, "in front")
    expectRefused(file + [0], "behind")
    expectRefused(file + file.suffix(22), "two end records")
  }

  @Test func commentsAreSkipped() throws {
    let names = try names(zip(Small.members))
    for comment in [
      Array("by hand".utf8), [0x50, 0x4B, 5, 6], [UInt8](repeating: 0x50, count: 65_535),
      [UInt8](zip([]).dropLast(2)) + [9, 9],
    ] {
      var file = zip(Small.members)
      file.replaceSubrange(file.count - 2..<file.count, with: little(comment.count, 2))
      #expect(try self.names(file + comment) == names)
      expectRefused(file + comment.dropLast(), "a comment cut off")
      expectRefused(file + comment + [1], "a byte behind it")
    }
  }

  /// The same with zip64 records, as for a large file.
  private func long(
    _ file: [UInt8], _ change: (inout [UInt8]) -> Void = { _ in }
  ) -> [UInt8] {
    let end = Array(file.suffix(22))
    var records = [0x50, 0x4B, 6, 6] + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8)
    for _ in 0..<2 { records += end[8..<10] + little(0, 6) }
    records += end[12..<16] + little(0, 4) + end[16..<20] + little(0, 4)
    records += [0x50, 0x4B, 6, 7] + little(0, 4) + little(file.count - 22, 8) + little(1, 4)
    records += [0x50, 0x4B, 5, 6] + little(0, 4) + little(-1, 12) + little(0, 2)
    change(&records)
    return file.dropLast(22) + records
  }

  @Test func zip64EndRecordsAreRead() throws {
    let file = zip(Small.members)
    let expected = try names(file)
    #expect(try names(long(file)) == expected)
    // The short record may have the true numbers, too.
    #expect(
      try names(long(file) { $0.replaceSubrange(76..<98, with: file.suffix(22)) }) == expected)
    for offset in [0, 2, 24, 31, 32, 39, 40, 47, 48, 55, 56 + 4, 56 + 8, 56 + 15, 56 + 16, 80, 84] {
      expectRefused(long(file) { $0[offset] ^= 0x40 }, "byte \(offset)")
    }
  }

  @Test func brokenZip64LocatorsAreRefused() {
    let file = zip(Small.members)
    var directory = Array(file.suffix(22))
    // A locator in the directory's last bytes, as the comment of its last entry.
    let locator = [0x50, 0x4B, 6, 7] + [UInt8](repeating: 0, count: 16)
    directory[12] &+= UInt8(locator.count)
    var changed = Array(file.dropLast(22)) + locator + directory
    let name = "y_test.npy".utf8.count
    changed[file.count - 22 - name - 46 + 32] = UInt8(locator.count)
    expectRefused(changed, "locator")
    // The same with other bytes is a comment.
    changed[file.count - 22] = 0
    #expect(throws: Never.self) { try names(changed) }
  }

  @Test func aNULInANameIsRefused() {
    var member = ZipMember("a.npy", [])
    member.name[1] = 0
    #expect(throws: DatasetError.damaged(path: "x", reason: "a member has a NUL in its name")) {
      try names(zip([member]))
    }
  }
}
