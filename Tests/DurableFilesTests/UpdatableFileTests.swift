import Foundation
import TestSupport
import Testing

@testable import DurableFiles

@Suite struct UpdatableFileTests {
  @Test func writesInPlace() throws {
    let folder = try TemporaryFolder()
    let file = try UpdatableFile(path: folder.file("a"))
    try file.write([1, 2, 3, 4][...], at: 0)
    try file.write([9, 9, 9, 9, 9].dropFirst(3), at: 1)
    try file.write([7], at: 6)
    try file.synchronize()
    #expect(try bytes(at: folder.file("a")) == [1, 9, 9, 4, 0, 0, 7])
    try file.truncate(to: 2)
    try file.truncate(to: 3)
    #expect(try bytes(at: folder.file("a")) == [1, 9, 0])
    #expect(try bytes(at: UpdatableFile(path: folder.file("a")).path) == [1, 9, 0])
  }

  @Test func linksAreNotFollowed() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("victim"), contents: [1])
    symlink("victim", folder.file("link"))
    #expect(throws: FileError.cannotCreate(path: folder.file("link"), code: ELOOP)) {
      try UpdatableFile(path: folder.file("link"))
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func whatIsNotARegularFileIsRefused() throws {
    let folder = try TemporaryFolder()
    mkfifo(folder.file("pipe"), 0o644)
    for path in [folder.file("pipe"), "/dev/null"] {
      #expect(throws: FileError.notARegularFile(path: path)) { try UpdatableFile(path: path) }
    }
    #expect(throws: FileError.cannotCreate(path: folder.path, code: EISDIR)) {
      try UpdatableFile(path: folder.path)
    }
  }
}
