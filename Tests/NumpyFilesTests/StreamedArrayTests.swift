import DurableFiles
import NumpyFiles
import TestSupport
import Testing

@testable import DatasetFiles

@Suite struct StreamedArrayTests {
  private let folder: TemporaryFolder
  private let elements = (0..<24).map { UInt8(truncatingIfNeeded: $0 &* 37) }

  init() throws { folder = try TemporaryFolder() }

  /// The elements in pieces of this length.
  private func pieces(_ length: Int) -> () -> [UInt8]? {
    var rest = elements[...]
    return {
      defer { rest = rest.dropFirst(length) }
      return rest.isEmpty ? nil : Array(rest.prefix(length))
    }
  }

  private let array = StreamedArray("images", shape: [2, 3, 4], of: .byte)

  @Test func anArrayInPiecesIsTheArray() throws {
    try array.writeNpz(to: folder.file("a.npz"), next: pieces(7))
    let archive = try NpzArchive(FileContents(of: ReadableFile(path: folder.file("a.npz"))))
    #expect(archive.names == ["images"])
    let read = try #require(try archive.array("images"))
    #expect(read.shape == [2, 3, 4])
    // The reader compares the checksum.
    #expect(try read.bytes(limit: 24).bytes == elements)
    try array.writeNpy(to: folder.file("a.npy"), next: pieces(5))
    let file = try TestSupport.bytes(at: folder.file("a.npy"))
    #expect(file.count == 128 + 24 && Array(file.suffix(24)) == elements)
    try array.writeNpz(to: folder.file("b.npz"), next: pieces(24))
    #expect(
      try TestSupport.bytes(at: folder.file("b.npz")) == TestSupport.bytes(at: folder.file("a.npz"))
    )
  }

  @Test func numpyReadsBoth() throws {
    try array.writeNpy(to: folder.file("a.npy"), next: pieces(7))
    let floats: [Float] = [0.5, -2]
    var isDone = false
    try StreamedArray("x", shape: [2], of: .float).writeNpz(to: folder.file("b.npz")) {
      defer { isDone = true }
      return isDone ? nil : floats.withUnsafeBytes { Array($0) }
    }
    let script = """
      import sys
      try:
          import numpy
      except ImportError:
          sys.exit("skipped: there is no numpy")
      a = numpy.load("a.npy")
      print(a.dtype, a.shape, int(a.sum()))
      with numpy.load("b.npz") as file:
          print(file.files, file["x"].dtype, file["x"].tolist())
      """
    let result = try Program(path: "/usr/bin/env", in: folder.path).run(["python3", "-c", script])
    if result.errors.hasPrefix("skipped") || result.status == 127 { return }
    let sum = elements.reduce(0) { $0 + Int($1) }
    #expect(
      result.output == "uint8 (2, 3, 4) \(sum)\n['x'] float32 [0.5, -2.0]\n", "\(result.errors)")
  }

  @Test func anErrorOnTheWayLeavesWhatWasThere() throws {
    struct Failure: Error {}
    try TestSupport.write([1, 2, 3], to: folder.file("a.npz"))
    var count = 0
    #expect(throws: Failure.self) {
      try array.writeNpz(to: folder.file("a.npz")) {
        count += 1
        if count > 2 { throw Failure() }
        return [0]
      }
    }
    #expect(try TestSupport.bytes(at: folder.file("a.npz")) == [1, 2, 3])
    #expect(try folder.names() == ["a.npz"])
  }
}
