import Foundation
import TestSupport
import Testing

@testable import DurableFiles

@Suite struct OutputPathTests {
  @Test func createsTheFoldersAndNothingElse() throws {
    let folder = try TemporaryFolder()
    try prepareOutput(at: folder.file("x/y/out"))
    #expect(try namesInFolder(folder.file("x")) == ["y"])
    #expect(try namesInFolder(folder.file("x/y")).isEmpty)
  }

  @Test func anOldFileAndLinksAreFine() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("old"), contents: [1])
    symlink("old", folder.file("link"))
    symlink("none", folder.file("dangling"))
    symlink("loop", folder.file("loop"))
    for name in ["old", "link", "dangling", "loop"] { try prepareOutput(at: folder.file(name)) }
    #expect(try bytes(at: folder.file("old")) == [1])
  }

  @Test func foldersAreRefused() throws {
    let folder = try TemporaryFolder()
    symlink(".", folder.file("link"))
    for path in [folder.path, folder.path + "/", folder.path + "/.", "", folder.file("link")] {
      #expect(throws: FileError.cannotCreate(path: path, code: EISDIR), "\(path)") {
        try prepareOutput(at: path)
      }
    }
  }

  @Test func devicesAndPipesAreRefused() throws {
    let folder = try TemporaryFolder()
    mkfifo(folder.file("pipe"), 0o644)
    symlink("/dev/null", folder.file("null"))
    for name in ["pipe", "null"] {
      #expect(throws: FileError.notARegularFile(path: folder.file(name))) {
        try prepareOutput(at: folder.file(name))
      }
    }
  }

  @Test func aFileInTheWayOfAFolderIsRefused() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("a"), contents: [1])
    #expect(throws: FileError.cannotCreate(path: folder.file("a"), code: ENOTDIR)) {
      try prepareOutput(at: folder.file("a/out"))
    }
  }

  @Test func onlyStaleTemporariesOfThisOutputGo() throws {
    let folder = try TemporaryFolder()
    let other = ".other.tmp-\(deadProcess)-0123456789abcdef"
    let living = ".out.tmp-\(getppid())-0123456789abcdef"
    for name in [other, living, ".out.tmp-\(deadProcess)-0123456789abcdef"] {
      try replaceFile(at: folder.file(name), contents: [1])
    }
    try prepareOutput(at: folder.file("out"))
    #expect(try folder.names() == [other, living].sorted())
  }

  @Test func aFileOfAnotherKindIsRefusedAndStays() throws {
    let kind = FileKind("a letter") { $0.first == 1 }
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("letter"), contents: [1, 2])
    let path = folder.file("other")
    try replaceFile(at: path, contents: [2, 1])
    let refusal = FileError.otherKind(path: path, wanted: "a letter")
    #expect(throws: refusal) { try prepareOutput(at: path, as: kind) }
    #expect(refusal.kind == .cannotCreate)
    #expect(try bytes(at: path) == [2, 1])
    symlink("other", folder.file("link"))
    // An empty one, as mktemp makes it, has nothing to lose.
    try replaceFile(at: folder.file("empty"), contents: [])
    for name in ["letter", "new", "link", "empty"] {
      try prepareOutput(at: folder.file(name), as: kind)
    }
  }
}
