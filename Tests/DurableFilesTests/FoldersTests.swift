import Foundation
import TestSupport
import Testing

@testable import DurableFiles

@Suite struct FoldersTests {
  @Test func createsTheParentsItLacks() throws {
    let folder = try TemporaryFolder()
    for path in ["a/b/c", "a/b/c/", "a//d//e//", "a"] {
      try createFolder(at: folder.file(path))
      #expect(try namesInFolder(folder.file(path)).isEmpty || path == "a", "\(path)")
    }
    #expect(try namesInFolder(folder.file("a")) == ["b", "d"])
    try createFolder(at: "")
    try createFolder(at: "/")
  }

  @Test func aLinkToAFolderIsAFolder() throws {
    let folder = try TemporaryFolder()
    symlink(".", folder.file("link"))
    try createFolder(at: folder.file("link/a"))
    #expect(try folder.names() == ["a", "link"])
  }

  @Test func whatIsNoFolderIsInTheWay() throws {
    let folder = try TemporaryFolder()
    try replaceFile(at: folder.file("file"), contents: [])
    symlink("none", folder.file("dangling"))
    symlink("loop", folder.file("loop"))
    for name in ["file", "dangling", "loop"] {
      #expect(throws: FileError.cannotCreate(path: folder.file(name), code: ENOTDIR)) {
        try createFolder(at: folder.file(name))
      }
    }
  }

  @Test func namesAreSortedAndWithoutTheFolderItself() throws {
    let folder = try TemporaryFolder()
    for name in ["b", "a", ".c"] { try replaceFile(at: folder.file(name), contents: []) }
    #expect(try folder.names() == [".c", "a", "b"])
    let missing = folder.file("none")
    #expect(throws: FileError.missing(path: missing)) { try namesInFolder(missing) }
    #expect(throws: FileError.missing(path: folder.file("a"))) {
      try namesInFolder(folder.file("a"))
    }
  }

  @Test func aFolderThatVanishedCannotBeSynchronised() throws {
    let folder = try TemporaryFolder()
    try syncFolder(folder.path)
    try syncFolder(containing: folder.file("a"))
    #expect(throws: FileError.cannotWrite(path: folder.file("none"), code: ENOENT)) {
      try syncFolder(containing: folder.file("none/a"))
    }
  }

  #if os(Linux)
  @Test func fileSystemsWithoutFolderSynchronisationAreFine() throws {
    try syncFolder("/proc")
  }
  #endif

  @Test func lastComponentIsTheName() {
    let cases = [
      ("a", ".", "a"), ("a/b", "a", "b"), ("/a", "/", "a"), ("a/", "a", ""), ("/", "/", ""),
      ("", ".", ""), ("../x/y.z", "../x", "y.z"),
    ]
    for (path, folder, name) in cases {
      #expect(splitPath(path) == (folder, name), "\(path)")
    }
  }
}
