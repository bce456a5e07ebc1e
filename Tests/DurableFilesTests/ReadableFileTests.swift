import Foundation
import TestSupport
import Testing

@testable import DurableFiles

@Suite struct ReadableFileTests {
  @Test func readsRanges() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("a"), contents: Array(0..<200))
    let file = try ReadableFile(path: folder.file("a"))
    #expect(file.size == 200)
    #expect(try file.bytes(0..<200) == Array(0..<200))
    #expect(try file.bytes(150..<153) == [150, 151, 152])
    #expect(try file.bytes(200..<200) == [])
  }

  @Test func readsBehindTheEndThrow() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("a"), contents: [1, 2, 3])
    let file = try ReadableFile(path: folder.file("a"))
    #expect(throws: FileError.truncated(path: file.path, offset: 3, expected: 2)) {
      try file.bytes(1..<5)
    }
    #expect(throws: FileError.truncated(path: file.path, offset: 9, expected: 1)) {
      try file.bytes(9..<10)
    }
  }

  @Test func aFileThatShrinksWhileOpenGivesAnError() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("a"), contents: Array(0..<100))
    let file = try ReadableFile(path: folder.file("a"))
    truncate(file.path, 10)
    #expect(file.size == 100)
    #expect(throws: FileError.truncated(path: file.path, offset: 10, expected: 90)) {
      try file.bytes(0..<100)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func whatIsNotARegularFileIsRefusedAtOnce() throws {
    let folder = try TemporaryFolder()
    mkfifo(folder.file("pipe"), 0o644)
    symlink("pipe", folder.file("link"))
    try makeSocket(at: folder.file("socket"))
    for path in [
      folder.path, "/dev/zero", "/dev/null", folder.file("pipe"), folder.file("link"),
      folder.file("socket"),
    ] {
      #expect(throws: FileError.notARegularFile(path: path)) { try ReadableFile(path: path) }
    }
  }

  private func makeSocket(at path: String) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
      guard path.utf8.count < room.count else { return false }
      room.copyBytes(from: path.utf8)
      return true
    }
    try #require(fits)
    #if os(Linux)
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #else
    let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
    defer { close(descriptor) }
    let status = withUnsafeBytes(of: &address) {
      bind(
        descriptor, $0.bindMemory(to: sockaddr.self).baseAddress,
        socklen_t(MemoryLayout<sockaddr_un>.size))
    }
    try #require(status == 0)
  }

  @Test func missingAndUnreadableFilesAreToldApart() throws {
    let folder = try TemporaryFolder()
    symlink("loop", folder.file("loop"))
    symlink("none", folder.file("dangling"))
    try replaceFile(at: folder.file("a"), contents: [])
    for path in ["", folder.file("none"), folder.file("dangling"), folder.file("a/b")] {
      #expect(throws: FileError.missing(path: path)) { try ReadableFile(path: path) }
    }
    let loop = folder.file("loop")
    #expect(throws: FileError.unreadable(path: loop, code: ELOOP)) { try ReadableFile(path: loop) }
    let long = folder.file(String(repeating: "n", count: 300))
    #expect(throws: FileError.unreadable(path: long, code: ENAMETOOLONG)) {
      try ReadableFile(path: long)
    }
  }

  @Test func filesAboveTheLimitAreNotRead() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("a"), contents: [1, 2, 3])
    #expect(try readFile(at: folder.file("a"), limit: 3) == [1, 2, 3])
    #expect(throws: FileError.tooLarge(path: folder.file("a"), size: 3, limit: 2)) {
      try readFile(at: folder.file("a"), limit: 2)
    }
    truncate(folder.file("a"), 1 << 40)
    #expect(throws: FileError.tooLarge(path: folder.file("a"), size: 1 << 40, limit: 9)) {
      try readFile(at: folder.file("a"), limit: 9)
    }
  }

  @Test func zerosAreFoundAcrossPieces() throws {
    let folder = try TemporaryFolder()
    var contents = [UInt8](repeating: 0, count: (1 << 20) + 10)
    contents[contents.count - 1] = 1
    try replaceFile(at: folder.file("a"), contents: contents)
    let file = try ReadableFile(path: folder.file("a"))
    #expect(try file.isZero(0..<contents.count - 1))
    #expect(try !file.isZero(0..<contents.count))
    #expect(try file.isZero(5..<5))
  }

  @Test func theDescriptorStartsAtTheOffset() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("a"), contents: [1, 2, 3])
    let byte = try ReadableFile(path: folder.file("a")).withDescriptor(at: 1) { descriptor in
      var byte: UInt8 = 0
      read(descriptor, &byte, 1)
      return byte
    }
    #expect(byte == 2)
  }
}
