import Dispatch
import Foundation
import Synchronization
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

  /// A file that goes away between its opening and its locking keeps nobody out.
  @Test func aRemovedLockFileIsNeverHeldByTwo() throws {
    let folder = try TemporaryFolder()
    let holders = Atomic(0)
    let most = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<2000 {
        guard let lock = try? FolderLock(folder: folder.path) else { continue }
        most.max(holders.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
        usleep(50)
        holders.subtract(1, ordering: .relaxed)
        unlink(folder.file(".lock"))
        withExtendedLifetime(lock) {}
      }
    }
    #expect(most.load(ordering: .relaxed) == 1)
  }

  @Test func theHolderNoticesThatItsFileIsGone() throws {
    let folder = try TemporaryFolder()
    let path = folder.file(".lock")
    for replacement in [nil, "1\n"] {
      let lock = try FolderLock(folder: folder.path)
      try lock.expectHeld()
      unlink(path)
      if let replacement { try replaceFile(at: path, contents: Array(replacement.utf8)) }
      #expect(throws: FileError.lockRemoved(path: path)) { try lock.expectHeld() }
      let second = try FolderLock(folder: folder.path)
      try second.expectHeld()
      withExtendedLifetime(lock) {}
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everything"))
  func aFileForReadingOnlyCanBeLocked() throws {
    let folder = try TemporaryFolder()
    // No process has this number, so nobody is named.
    try replaceFile(at: folder.file(".lock"), contents: Array("\(deadProcess)\n".utf8))
    chmod(folder.file(".lock"), 0o444)
    let lock = try FolderLock(folder: folder.path)
    #expect(throws: FileError.locked(path: folder.path, holder: nil)) {
      try FolderLock(folder: folder.path)
    }
    withExtendedLifetime(lock) {}
  }

  @Test func aHolderThatCannotBeIsNotNamed() throws {
    let folder = try TemporaryFolder()
    let lock = try FolderLock(folder: folder.path)
    for text in ["\(deadProcess)\n", "-1\n", "0\n", "none\n"] {
      try write(text.utf8, inPlaceAt: folder.file(".lock"))
      #expect(throws: FileError.locked(path: folder.path, holder: nil)) {
        try FolderLock(folder: folder.path)
      }
    }
    withExtendedLifetime(lock) {}
  }

  private func write(_ bytes: some Sequence<UInt8>, inPlaceAt path: String) throws {
    let file = try UpdatableFile(path: path)
    try file.truncate(to: 0)
    try file.write(Array(bytes)[...], at: 0)
  }
}
