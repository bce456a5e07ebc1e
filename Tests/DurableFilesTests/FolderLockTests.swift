import Foundation
import TestSupport
import Testing

@testable import DurableFiles

@Suite struct FolderLockTests {
  @Test func theSecondHolderIsRefusedAndToldOfTheFirst() throws {
    let folder = try TemporaryFolder()
    var lock: FolderLock? = try FolderLock(folder: folder.path)
    #expect(throws: FileError.locked(path: folder.path, holder: getpid())) {
      try FolderLock(folder: folder.path)
    }
    #expect(lock != nil)
    lock = nil
    _ = try FolderLock(folder: folder.path)
  }

  @Test func aFileLeftBehindMeansNothing() throws {
    let folder = try TemporaryFolder()
    for text in ["", "1\n", "99999999999999999999999999\n", "\u{0}\u{1}nonsense"] {
      try replaceFile(at: folder.file(".lock"), contents: Array(text.utf8))
      let lock = try FolderLock(folder: folder.path)
      #expect(try bytes(at: folder.file(".lock")) == Array("\(getpid())\n".utf8))
      withExtendedLifetime(lock) {}
    }
  }

  @Test func aLinkInItsPlaceIsNotFollowed() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("victim"), contents: [1])
    symlink("victim", folder.file(".lock"))
    #expect(throws: FileError.cannotCreate(path: folder.file(".lock"), code: ELOOP)) {
      try FolderLock(folder: folder.path)
    }
    #expect(try bytes(at: folder.file("victim")) == [1])
  }

  @Test func aMissingFolderIsAnError() throws {
    let path = try TemporaryFolder().path
    #expect(throws: FileError.cannotCreate(path: path + "/.lock", code: ENOENT)) {
      try FolderLock(folder: path)
    }
  }
}
