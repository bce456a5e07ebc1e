import Foundation
import TestSupport
import Testing

@testable import DurableFiles

@Suite struct TemporaryNameTests {
  @Test func readsWhatItWrites() {
    for target in ["a", "mnist.safetensors", "a.tmp-7-0123456789abcdef", "\u{65}\u{301}", ".x"] {
      let name = TemporaryName(for: target)
      #expect(TemporaryName(name.text) == name)
      #expect(TemporaryName(name.text)?.target == target)
      #expect(name.process == getpid())
    }
  }

  @Test func namesOfOneProcessDiffer() {
    #expect(TemporaryName(for: "a") != TemporaryName(for: "a"))
  }

  @Test(arguments: [
    "", ".", "a", ".a", ".a.tmp-", ".a.tmp-1", ".a.tmp-1-", ".a.tmp-1-0",
    "a.tmp-1-0123456789abcdef", ".a.tmp-0-0123456789abcdef", ".a.tmp--1-0123456789abcdef",
    ".a.tmp-x-0123456789abcdef",
    ".a.tmp-1-0123456789ABCDEF", ".a.tmp-1-0123456789abcdef0", ".a.tmp-01-0123456789abcdef",
    ".a.tmp-1-0123456789abcde", ".a.tmp-+1-0123456789abcdef", ".a.tmp-1-0123456789abcdef.bak",
    ".a.tmp-99999999999-0123456789abcdef",
  ])
  func otherFilesAreNotTakenForTemporaries(name: String) {
    #expect(TemporaryName(name) == nil)
  }

  @Test func onlyDeadWritersLoseTheirTemporaries() throws {
    let folder = try TemporaryFolder()
    let kept = [
      ".a.tmp-1-0123456789abcdef", ".a.tmp-\(getppid())-0123456789abcdef", ".a.tmp-\(deadProcess)",
      ".note.tmp-draft", "a",
    ]
    let stale = [
      ".a.tmp-\(deadProcess)-0123456789abcdef", ".b.tmp-\(deadProcess)-fedcba9876543210",
      ".a.tmp-\(getpid())-0123456789abcdef",
    ]
    for name in kept + stale {
      try replaceFile(at: folder.file(name), contents: [1])
    }
    try removeStaleTemporaries(in: folder.path)
    #expect(try folder.names() == kept.sorted())
  }
}
