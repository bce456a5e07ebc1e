import Foundation
import TestSupport
import Testing

@testable import DurableFiles

/// Names are bytes: to Swift's strings, some of these are equal, and some slashes and dots none.
@Suite struct PathTests {
  private static let accent = "\u{301}"

  @Test func aNameMayBeginWithACombiningAccent() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("x/\(Self.accent)y/\(Self.accent)z")
    try prepareOutput(at: path)
    try replaceFile(at: path, contents: [7])
    #expect(try bytes(at: path) == [7])
    #expect(try namesInFolder(folder.file("x")).map { Array($0.utf8) } == [[0xcc, 0x81, 0x79]])
  }

  @Test func namesThatLookTheSameAreDifferentFiles() throws {
    let folder = try TemporaryFolder()
    let (composed, decomposed) = ("\u{e9}", "e\(Self.accent)")
    try replaceFile(at: folder.file(composed), contents: [1])
    try replaceFile(at: folder.file(decomposed), contents: [2])
    #expect(try bytes(at: folder.file(composed)) == [1])
    #expect(try bytes(at: folder.file(decomposed)) == [2])
    #expect(!areSamePlace(folder.file(composed), folder.file(decomposed)))
    // Nor is what an interrupted writer of the one left the other's.
    let left = ".\(composed).tmp-\(deadProcess)-0123456789abcdef"
    try replaceFile(at: folder.file(left), contents: [3])
    try prepareOutput(at: folder.file(decomposed))
    #expect(try bytes(at: folder.file(left)) == [3])
    try prepareOutput(at: folder.file(composed))
    #expect(access(folder.file(left), F_OK) != 0)
  }

  @Test func temporariesOfEveryNameAreFound() throws {
    for target in ["a", Self.accent, "\u{600}", "\u{1f468}\u{200d}", ".tmp-", ""] {
      let name = TemporaryName(for: target)
      #expect(TemporaryName(name.text) == name, "\(target.unicodeScalars)")
    }
  }

  @Test func namesThatAreNotUTF8AreListedAndMissing() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("a"), contents: [])
    let name = "\(folder.path)/".utf8.map { CChar(bitPattern: $0) } + [-1, 0]
    let descriptor = open(name, O_CREAT | O_WRONLY, 0o600)
    close(descriptor)
    #expect(descriptor >= 0)
    #expect(try namesInFolder(folder.path) == ["a", "\u{fffd}"])
    let path = folder.file("\u{fffd}")
    #expect(throws: FileError.missing(path: path)) { try ReadableFile(path: path) }
  }

  @Test func linksInThePathOfAFolderAreResolved() throws {
    let folder = try TemporaryFolder()
    let real = URL(fileURLWithPath: folder.path).resolvingSymlinksInPath().path
    try createFolder(at: folder.file("a/inner"))
    symlink("a", folder.file("link"))
    symlink("none", folder.file("dangling"))
    for (path, expected) in [
      ("link", "a"), ("link/", "a"), ("link/inner", "a/inner"), ("link/new", "a/new"),
      ("link/new/er", "a/new/er"), ("dangling", "dangling"), ("link/../link/inner", "a/inner"),
    ] {
      #expect(pathWithoutLinks("\(real)/\(path)") == "\(real)/\(expected)", "\(path)")
    }
    for path in ["none", "", ".", "none/er", "./Sources/../x", "/"] {
      #expect(pathWithoutLinks(path) == path)
    }
    // The output that is a link is replaced itself.
    #expect(outputPathWithoutLinks("\(real)/link") == "\(real)/link")
    #expect(outputPathWithoutLinks("\(real)/link/x") == "\(real)/a/x")
    #expect(outputPathWithoutLinks("x") == "x")
  }

  @Test func aPlaceHasManySpellings() throws {
    let folder = try TemporaryFolder()
    symlink(".", folder.file("link"))
    #expect(areSamePlace(folder.file("a"), folder.file("link/./a")))
    #expect(!areSamePlace(folder.file("a"), folder.file("b")))
    #expect(!areSamePlace(folder.file("none/a"), folder.file("none/a")))
  }
}
