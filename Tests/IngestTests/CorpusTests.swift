import Foundation
import TensorStore
import TestSupport
import Testing

@testable import Safetensors

/// The files of `Corpus`, which other programs made; `make_corpus.py` there says what each is.
@Suite struct CorpusTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Corpus/corpus.tar.gz").path
    let tar = try Program(path: "/usr/bin/env", in: folder.path).run(["tar", "xzf", corpus])
    try #require(tar == .quietly)
  }

  /// The lines of a list of cases: a name, and what belongs to it.
  private func cases(_ list: String) throws -> [(name: String, rest: String)] {
    try String(decoding: bytes(at: folder.file(list)), as: UTF8.self).split(separator: "\n")
      .map { line in
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        return (words[0], words[1])
      }
  }

  @Test func ordinaryFilesAreReadExactly() throws {
    let cases = try cases("expected.txt")
    #expect(cases.count >= 60)
    for (name, parts) in cases {
      let run = try folder.ingest("ordinary/\(name)", "--output", "store", "--quiet")
      try #require(run == .quietly, "\(name)")
      let store = try bytes(at: folder.file("store"))
      let count = store.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      let header = try SafetensorsHeader(
        parsing: store[8..<8 + count], fileSize: store.count, source: name)
      #expect(header.entries.map(\.name) == parts.split(separator: " ").map(String.init), "\(name)")
      for entry in header.entries {
        let part = name.hasPrefix("pictures") ? "pictures.\(entry.name)" : entry.name
        let expected = try bytes(at: folder.file("expected/\(part)"))
        #expect(Array(store[entry.byteRange]) == expected, "\(name): \(entry.name)")
      }
      unlink(folder.file("store"))
    }
  }

  @Test func damagedFilesAreRefusedInOneLine() throws {
    let cases = try cases("refusals.txt")
    #expect(cases.count >= 60)
    for (name, message) in cases {
      let run = try folder.ingest("damaged/\(name)", "--output", "store", "--quiet")
      #expect(run.status == 65, "\(name)")
      #expect(run.output.isEmpty && run.errors.hasPrefix("error: "), "\(name)")
      #expect(run.errors.contains(message), "\(name): \(run.errors)")
      #expect(run.errors.count { $0.isNewline } == 1, "\(name)")
      #expect(try !folder.names().contains("store"), "\(name)")
    }
  }
}
