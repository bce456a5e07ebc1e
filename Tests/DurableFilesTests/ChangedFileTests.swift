import DurableFiles
import TestSupport
import Testing

@Suite struct ChangedFileTests {
  @Test func onlyOtherBytesAreWritten() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    #expect(try replaceFileIfChanged(at: path, contents: [1, 2]))
    let number = try #require(EntryNumber(of: path))
    #expect(try !replaceFileIfChanged(at: path, contents: [1, 2]))
    #expect(EntryNumber(of: path) == number)
    for contents in [[1, 3], [1], [1, 3, 3], []] as [[UInt8]] {
      #expect(try replaceFileIfChanged(at: path, contents: contents))
      #expect(try bytes(at: path) == contents)
    }
  }

  @Test(arguments: [
    ("runs/mnist", "mnist"), ("runs/mnist/", "mnist"), ("/a//b//", "b"), ("mnist", "mnist"),
    ("runs/\u{301}a", "\u{301}a"), ("/", "/"), ("/usr/.", "usr"), ("/usr/bin/..", "usr"),
  ])
  func aFolderIsKnownByItsName(path: String, name: String) {
    #expect(folderName(path) == name)
  }
}
