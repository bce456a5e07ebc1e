import ArchiveFixtures
import DurableFiles
import TestSupport
import Testing

@testable import CheckpointArchive

/// Epochs as other versions write them: their text is whole, and this version may not know it.
@Suite struct ForeignEpochTests {
  private static let unknown: [(String, String)] = [
    // A field missing.
    ("\"accuracy_fake\":0.25,", ""), ("\"epoch\":2,", ""), ("\"data_sha256\":", "\"data\":"),
    ("\"tool_version\":\"test\"", "\"tool\":\"test\""),
    ("\"format_version\":2,", ""), ("\"options\":{", "\"other_options\":{"),
    // An option, or a value, that this version does not know.
    ("\"beta1\":0.5,", "\"beta1\":0.5,\"beta2\":0.9,"), ("\"fp32\"", "\"fp8\""),
    ("\"batch_size\":256", "\"batch_size\":8192"), ("\"seed\":1}", "\"seed\":[1,2]}"),
    // A later format, whatever else it says.
    ("\"format_version\":2", "\"format_version\":3"),
    ("\"format_version\":2", "\"format_version\":9223372036854775807"),
    ("\"format_version\":2", "\"format_version\":\"3b\""),
    ("\"format_version\":2", "\"format_version\":0"),
  ]

  /// An archive of three epochs, of which the second is changed.
  private func archiveFile(
    _ folder: TemporaryFolder, epochs: Int = 3, rewriting name: String = "e002", _ old: String,
    _ new: String, location: SourceLocation = #_sourceLocation
  ) throws -> [UInt8] {
    let bytes = archive(try wholeArchive(epochs: epochs), rewriting: name) { text in
      #expect(text.contains(old), sourceLocation: location)
      return text.replacing(old, with: new)
    }
    try write(bytes, to: folder.archive)
    return bytes
  }

  @Test(arguments: unknown) func whatIsNotKnownIsForeignAndLeftAsItIs(
    _ old: String, _ new: String
  ) throws {
    let folder = try TemporaryFolder()
    let bytes = try archiveFile(folder, old, new)
    let writer =
      new.contains("\"tool\"")
      ? "a version of format 2" : "version test"
    let error = ArchiveError.foreign(path: folder.archive, checkpoint: "e002", writer: writer)
    #expect(error.kind == .foreign)
    let reader = try ArchiveReader(path: folder.archive)
    #expect(reader.epochs.map(\.epoch) == [1, 3])
    #expect(reader.leavesEpochsOut)
    #expect(
      reader.warning == """
        '\(folder.archive)' holds e002, written by \(writer) in a way that this version does not \
        know; that is left out, the other epochs are used; to use all, take that version, or a later \
        one
        """)
    #expect(try reader.checkpoint(epoch: 3).info.epoch == 3)
    #expect(throws: error) { try reader.resolve("e002") }
    #expect(throws: error) { try ArchiveAppender(path: folder.archive) }
    #expect(throws: error) { try ArchiveRepair(path: folder.archive) }
    let findings = try verifyArchive(at: folder.archive)
    #expect(findings.prefix(2) == [.whole(epoch: 1), .whole(epoch: 3)])
    guard case .foreign(let epoch) = findings.last, findings.count == 3 else {
      Issue.record("\(findings)")
      return
    }
    #expect(epoch.epoch == 2 && epoch.writer == writer)
    #expect(try TestSupport.bytes(at: folder.archive) == bytes)
  }

  @Test func aForeignEpochAtTheEndIsNoTornTail() throws {
    let folder = try TemporaryFolder()
    let bytes = try archiveFile(
      folder, rewriting: "e003", "\"format_version\":2", "\"format_version\":3")
    let reader = try ArchiveReader(path: folder.archive)
    #expect(try reader.resolve("last").map(\.epoch) == [2])
    #expect(reader.warning?.contains("e003") == true)
    #expect(throws: ArchiveError.self) { try ArchiveAppender(path: folder.archive) }
    #expect(try TestSupport.bytes(at: folder.archive) == bytes)
  }

  @Test func anArchiveOfForeignEpochsOnlyIsForeign() throws {
    let folder = try TemporaryFolder()
    _ = try archiveFile(
      folder, epochs: 1, rewriting: "e001", "\"format_version\":2", "\"format_version\":3")
    #expect(
      throws: ArchiveError.foreign(
        path: folder.archive, checkpoint: "e001", writer: "version test")
    ) { try ArchiveReader(path: folder.archive) }
  }

  @Test func aTextThatSaysNothingButItsDigestIsForeign() throws {
    let folder = try TemporaryFolder()
    let bytes = archive(try wholeArchive(epochs: 2), rewriting: "e002") { _ in
      "{\"checkpoint_sha256\":\"\(String(repeating: "0", count: 64))\"}"
    }
    try write(bytes, to: folder.archive)
    #expect(
      throws: ArchiveError.foreign(
        path: folder.archive, checkpoint: "e002", writer: "a version that it does not name")
    ) { try ArchiveAppender(path: folder.archive) }
  }

  @Test func aMissingOptionMeansWhatItMeantBeforeThereWasOne() throws {
    let folder = try TemporaryFolder()
    let bytes = try archiveFile(folder, "\"dropout\":0.4,", "")
    let reader = try ArchiveReader(path: folder.archive)
    #expect(reader.warning == nil && reader.epochs.map(\.epoch) == [1, 2, 3])
    #expect(reader.epochs[1].run.options.dropout == 0.4)
    let appender = try ArchiveAppender(path: folder.archive)
    #expect(appender.tornByteCount == 0)
    try appender.append(image(epoch: 4))
    let end = bytes.count - EpochImage.endSize
    #expect(try TestSupport.bytes(at: folder.archive)[..<end] == bytes[..<end])
  }

  @Test(arguments: [
    ("\"step\":", "\"a_later_key\":[{\"x\":null}],\"step\":"),
    ("\"tool_version\"", "\"host_count\":2,\"tool_version\""),
  ])
  func unknownKeysElsewhereAreIgnored(_ old: String, _ new: String) throws {
    let folder = try TemporaryFolder()
    _ = try archiveFile(folder, old, new)
    let reader = try ArchiveReader(path: folder.archive)
    #expect(reader.warning == nil && reader.epochs.map(\.epoch) == [1, 2, 3])
    #expect(try reader.checkpoint(epoch: 2).info.step == 6)
    #expect(try ArchiveAppender(path: folder.archive).epochs.count == 3)
  }

  @Test func anUnfinishedAppendOfAnotherVersionIsATornTail() throws {
    let folder = try TemporaryFolder()
    var bytes = try archiveFile(
      folder, rewriting: "e003", "\"format_version\":2", "\"format_version\":3")
    let end = try wholeArchive(epochs: 2).count - EpochImage.endSize
    bytes.replaceSubrange(end..<end + 512, with: [UInt8](repeating: 0, count: 512))
    try write(bytes, to: folder.archive)
    try ArchiveAppender(path: folder.archive).append(image(epoch: 3))
    #expect(try TestSupport.bytes(at: folder.archive) == wholeArchive(epochs: 3))
  }

  @Test func aTextWhoseDigestFailsIsDamageInAnyVersion() throws {
    let folder = try TemporaryFolder()
    var bytes = try archiveFile(folder, "\"format_version\":2", "\"format_version\":3")
    let place = try #require(bytes.firstRange(of: Array("\"format_version\":3".utf8)))
    bytes[place.upperBound - 1] = UInt8(ascii: "4")
    try write(bytes, to: folder.archive)
    #expect(
      throws: ArchiveError.damaged(
        path: folder.archive, checkpoint: "e002", reason: "whole epochs follow, so nothing was cut")
    ) { try ArchiveAppender(path: folder.archive) }
  }
}
