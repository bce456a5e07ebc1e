import DurableFiles
import Foundation
import NumpyFiles
import TestSupport
import Testing

@testable import DatasetFiles

@Suite struct NpzFileTests {
  private let folder: TemporaryFolder
  private let arrays = [
    NumpyArray("images", shape: [2, 3, 1], [0, 1, 2, 3, 254, 255] as [UInt8]),
    NumpyArray("features", shape: [3], [0.5, -1.25, Float.leastNonzeroMagnitude]),
    NumpyArray("none", shape: [0, 4], [] as [UInt8]),
    NumpyArray("places", shape: [1, 2], [70_000, -3] as [Int32]),
  ]

  init() throws { folder = try TemporaryFolder() }

  @Test func numpyReadsTheArrays() throws {
    try writeNpz(arrays, to: folder.file("a.npz"))
    let script = """
      import sys
      try:
          import numpy
      except ImportError:
          sys.exit("skipped: there is no numpy")
      with numpy.load(sys.argv[1]) as file:
          for name in file.files:
              array = file[name]
              print(name, array.dtype, array.shape, array.ravel().tolist())
      """
    let python = Program(path: "/usr/bin/env", in: folder.path)
    let result = try python.run(["python3", "-c", script, "a.npz"])
    if result.errors.hasPrefix("skipped") || result.status == 127 { return }
    #expect(
      result.output == """
        images uint8 (2, 3, 1) [0, 1, 2, 3, 254, 255]
        features float32 (3,) [0.5, -1.25, 1.401298464324817e-45]
        none uint8 (0, 4) []
        places int32 (1, 2) [70000, -3]

        """)
    #expect(result.errors == "")
  }

  @Test func ourReaderReadsTheArrays() throws {
    try writeNpz(arrays, to: folder.file("a.npz"))
    let file = try ReadableFile(path: folder.file("a.npz"))
    let archive = try NpzArchive(FileContents(of: file))
    #expect(archive.names == ["images", "features", "none", "places"])
    let images = try #require(try archive.array("images"))
    #expect(images.shape == [2, 3, 1])
    // The reader compares checksums.
    #expect(try images.bytes(limit: 6).bytes == [0, 1, 2, 3, 254, 255])
    #expect(try #require(try archive.array("features")).shape == [3])
  }

  @Test func equalArraysGiveEqualBytesAndDataBeginsAtA64thByteOfItsMember() throws {
    try writeNpz(arrays, to: folder.file("a.npz"))
    try writeNpz(arrays, to: folder.file("b.npz"))
    let bytes = try TestSupport.bytes(at: folder.file("a.npz"))
    #expect(try TestSupport.bytes(at: folder.file("b.npz")) == bytes)
    let first = 30 + "images.npy".utf8.count
    #expect(Array(bytes[first..<first + 6]) == [0x93] + Array("NUMPY".utf8))
    #expect(Array(bytes[first + 128..<first + 134]) == [0, 1, 2, 3, 254, 255])
  }

  @Test func onlyArchivesOfArraysAreReplaced() throws {
    try writeNpz(arrays, to: folder.file("a.npz"))
    try prepareOutput(at: folder.file("a.npz"), as: .npz)
    try TestSupport.write([0x50, 0x4B, 3, 4, 0, 0], to: folder.file("b.npz"))
    #expect(
      throws: FileError.otherKind(path: folder.file("b.npz"), wanted: "an npz file")
    ) { try prepareOutput(at: folder.file("b.npz"), as: .npz) }
  }
}
