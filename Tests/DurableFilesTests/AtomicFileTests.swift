import Foundation
import TestSupport
import Testing

@testable import DurableFiles

@Suite struct AtomicFileTests {
  private struct Stop: Error {}

  @Test func replacesTheFileAndLeavesNothingElse() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("a"), contents: [1, 2, 3])
    try replaceFile(at: folder.file("a"), contents: [4])
    #expect(try bytes(at: folder.file("a")) == [4])
    #expect(try folder.names() == ["a"])
  }

  @Test func writesPiecesInOrder() throws {
    let folder = try TemporaryFolder()
    let large = [UInt8](repeating: 7, count: 300_000)
    try replaceFile(at: folder.file("a")) { file in
      try file.write([1, 2])
      try file.write([])
      try large.withUnsafeBytes { try file.write($0) }
    }
    #expect(try bytes(at: folder.file("a")) == [1, 2] + large)
  }

  @Test func theOldFileStaysUntilTheNewIsWhole() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("a"), contents: [1])
    #expect(throws: Stop.self) {
      try replaceFile(at: folder.file("a")) { file in
        try file.write([9, 9])
        #expect(try bytes(at: folder.file("a")) == [1])
        #expect(try folder.names().count == 2)
        throw Stop()
      }
    }
    #expect(try bytes(at: folder.file("a")) == [1])
    #expect(try folder.names() == ["a"])
  }

  @Test func twoWritersOfOneNameBothFinish() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("a")) { outer in
      try outer.write([1])
      try replaceFile(at: folder.file("a"), contents: [2])
      #expect(try bytes(at: folder.file("a")) == [2])
      try outer.write([1])
    }
    #expect(try bytes(at: folder.file("a")) == [1, 1])
    #expect(try folder.names() == ["a"])
  }

  @Test func aLinkIsReplacedAndNeverWrittenThrough() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("target"), contents: [1])
    for target in ["target", "missing", "link", "/etc/hostname"] {
      symlink(target, folder.file("link"))
      try replaceFile(at: folder.file("link"), contents: [5])
      #expect(try bytes(at: folder.file("link")) == [5])
      #expect(try bytes(at: folder.file("target")) == [1])
      #expect(try folder.names() == ["link", "target"])
      unlink(folder.file("link"))
    }
  }

  @Test func aFolderIsNotReplaced() throws {
    let folder = try TemporaryFolder()
    try createFolder(at: folder.file("sub"))
    for path in [folder.file("sub"), folder.path + "/sub/", folder.path + "/sub/."] {
      #expect(throws: FileError.self, "\(path)") { try replaceFile(at: path, contents: [1]) }
    }
    #expect(try folder.names() == ["sub"])
    #expect(try namesInFolder(folder.file("sub")).isEmpty)
  }

  @Test func aMissingFolderIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("none/a")
    #expect(throws: FileError.cannotCreate(path: path, code: ENOENT)) {
      try replaceFile(at: path, contents: [1])
    }
  }

  @Test func tooLongANameIsAnError() throws {
    let folder = try TemporaryFolder()
    let path = folder.file(String(repeating: "n", count: 250))
    #expect(throws: FileError.cannotCreate(path: path, code: ENAMETOOLONG)) {
      try replaceFile(at: path, contents: [1])
    }
  }

  @Test func aFullDiskIsAnErrorThatNamesTheFile() throws {
    let full = open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    defer { close(full) }
    var file = AtomicFile(path: "out", descriptor: full)
    var error: FileError?
    do { try file.write([1]) } catch let failure as FileError { error = failure }
    #expect(error == .cannotWrite(path: "out", code: ENOSPC))
    #expect(error?.kind == .inputOutput)
    #expect(
      error?.description
        == "cannot write 'out': No space left on device; free some space, then run the command again"
    )
  }

  @Test func theRightsOfWhatIsReplacedStay() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    for mode in [0o600, 0o640, 0o664, 0o755, 0o444] as [mode_t] {
      try replaceFile(at: path, contents: [1])
      chmod(path, mode)
      if geteuid() == 0 { chown(path, 12_345, 23_456) }
      var before = stat()
      stat(path, &before)
      try replaceFile(at: path, contents: [2])
      var after = stat()
      stat(path, &after)
      #expect(after.st_mode & 0o777 == mode)
      #expect(after.st_uid == before.st_uid && after.st_gid == before.st_gid)
      unlink(path)
    }
  }

  @Test func aLinkHandsDownNoRights() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("target"), contents: [1])
    chmod(folder.file("target"), 0o600)
    try replaceFile(at: folder.file("new"), contents: [1])
    symlink("target", folder.file("link"))
    try replaceFile(at: folder.file("link"), contents: [1])
    var (new, link) = (stat(), stat())
    stat(folder.file("new"), &new)
    stat(folder.file("link"), &link)
    #expect(link.st_mode == new.st_mode)
  }
}
