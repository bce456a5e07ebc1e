import DurableFiles
import Foundation
import TestSupport
import Testing

/// Hostile input is refused with one line, and nothing is written; `start` limits time and memory.
@Suite struct IngestRefusalTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func expectRefused(
    _ name: String, _ status: Int32, _ text: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let run = try folder.ingest(name, "--output", "store")
    #expect(run.status == status, sourceLocation: sourceLocation)
    #expect(run.errors.hasPrefix("error: "), sourceLocation: sourceLocation)
    #expect(run.errors.contains(text), "\(run.errors)", sourceLocation: sourceLocation)
    #expect(run.errors.count { $0.isNewline } == 1, sourceLocation: sourceLocation)
    #expect(run.output.isEmpty, sourceLocation: sourceLocation)
    #expect(try !folder.names().contains("store"), sourceLocation: sourceLocation)
  }

  private func expectRefused(
    _ bytes: [UInt8], as name: String = "mnist.npz", _ text: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try replaceFile(at: folder.file(name), contents: bytes)
    try expectRefused(name, 65, text, sourceLocation: sourceLocation)
  }

  @Test func zipBombs() throws {
    let size = 10 << 30
    try expectRefused(
      zipBomb([size / 784, 28, 28], declaredSize: size),
      "has array 'x_train' of shape [13695686, 28, 28], above the limit")
    let header = npyHeader([170_000, 28, 28]).count
    try expectRefused(
      zipBomb([170_000, 28, 28], declaredSize: header + 170_000 * 784),
      "array 'x_train' has another size than the zip declares")
    try expectRefused(
      zipBomb([3, 28, 28], declaredSize: size), "array 'x_train' needs 2352 bytes")
  }

  @Test func aZipDirectoryOfAMillionMembers() throws {
    try expectRefused(directoryBomb(), "its zip directory is not that of an .npz file")
  }

  @Test func gzipBombs() throws {
    let name = "train-images-idx3-ubyte.gz"
    try expectRefused(gzipBomb([0, 0]), as: name, "has type 0 and 0 dimensions")
    try expectRefused(
      gzipBomb(idx([170_000, 28, 28], [])), as: name, "its header needs 133280000 bytes")
    try expectRefused(
      gzipBomb(idx([10_000_000, 28, 28], [])), as: name, "an array of shape [10000000, 28, 28]")
  }

  @Test func hugeDimensions() throws {
    let all = 0xFFFF_FFFF
    for shape in [[all], [all, all], [all, all, all]] {
      try expectRefused(
        idx(shape, []), as: "train-images-idx3-ubyte", "has an array of shape \(shape)")
    }
  }

  @Test func hugeFiles() throws {
    for start in [[0x50, 0x4B], [0x1F, 0x8B], idx([3, 28, 28], [])] as [[UInt8]] {
      try replaceFile(at: folder.file("train.npz"), contents: start)
      try UpdatableFile(path: folder.file("train.npz")).truncate(to: 10 << 30)
      try expectRefused("train.npz", 65, "has 10737418240 bytes, at most 1074790400 are read")
    }
  }

  @Test func devicesPipesFoldersAndLoops() throws {
    mkfifo(folder.file("pipe"), 0o644)
    symlink("loop", folder.file("loop"))
    symlink("/dev/zero", folder.file("zero.npz"))
    try createFolder(at: folder.file("empty"))
    for name in ["/dev/zero", "pipe", "zero.npz"] {
      try expectRefused(name, 66, "'\(name)' is not a regular file")
    }
    try expectRefused("loop", 66, "Too many levels of symbolic links")
    try expectRefused("none", 66, "'none' does not exist")
    try expectRefused("empty", 65, "'empty' has no idx, npz or npy files, nor PNG pictures")
  }

  @Test func otherFiles() throws {
    try expectRefused([], "(it is empty)")
    try expectRefused(Array("<!DOCTYPE html><html>".utf8), "but a web page")
    try expectRefused([0x50, 0x4B, 3, 4], "it is cut off, or no zip file")
    try expectRefused([0x1F, 0x8B, 8], "it is cut off")
    try expectRefused([UInt8](repeating: 0, count: 5000), "has type 0 and 0 dimensions")
  }

  @Test func namesCannotBreakTheLineNorCommandTheTerminal() throws {
    let run = try folder.ingest("a\n\u{1B}[31mb\u{2028}c")
    #expect(run.status == 66)
    #expect(
      run.errors == """
        error: 'a\\n\\u{1B}[31mb\\u{2028}c' does not exist; check the path

        """)
  }
}
