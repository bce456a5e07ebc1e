import TestSupport
import Testing

@testable import DatasetFiles

@Suite struct IdxTests {
  private func read(_ bytes: [UInt8], limit: Int = 10_000) throws -> ByteArray {
    try idxArray(in: PlainStream(FileContents(bytes, path: "x")), path: "x").bytes(limit: limit)
  }

  private func readPacked(_ bytes: [UInt8], limit: Int = 10_000) throws -> ByteArray {
    try idxArray(in: GzipReader(FileContents(gzip(bytes), path: "x")), path: "x")
      .bytes(limit: limit)
  }

  private func expectBoth(
    _ error: DatasetError, _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: sourceLocation) { try read(bytes) }
    #expect(throws: error, sourceLocation: sourceLocation) { try readPacked(bytes) }
  }

  @Test func readsShapesAndBytes() throws {
    for shape in [[3], [2, 3], [2, 1, 3], [0], [0, 28, 28]] {
      let content = (0..<shape.reduce(1, *)).map { UInt8($0 + 1) }
      for array in [try read(idx(shape, content)), try readPacked(idx(shape, content))] {
        #expect(array.shape == shape)
        #expect(array.bytes == content)
      }
    }
  }

  @Test func everyPrefixIsRefused() {
    let file = idx([2, 2, 3], Array(1...12))
    for count in 0..<file.count {
      #expect(throws: DatasetError.self, "\(count) bytes") { try read(Array(file.prefix(count))) }
      #expect(throws: DatasetError.self, "\(count) bytes") {
        try readPacked(Array(file.prefix(count)))
      }
    }
    #expect(throws: DatasetError.self) { try read(file + [0]) }
    #expect(throws: DatasetError.self) { try readPacked(file + [0]) }
  }

  @Test func everyFieldOfTheHeaderIsChecked() {
    let file = idx([2, 3], Array(1...6))
    for index in 0..<2 {
      var changed = file
      changed[index] = 1
      expectBoth(
        .damaged(path: "x", reason: "its magic number is not that of an idx file"), changed)
    }
    for (type, dimensions) in [(7, 2), (0x0A, 2), (0x0F, 2), (0, 2), (8, 0), (8, 4), (8, 255)] {
      var changed = file
      (changed[2], changed[3]) = (UInt8(type), UInt8(dimensions))
      expectBoth(
        .unsupportedArray(
          path: "x", array: "idx", reason: "has type \(type) and \(dimensions) dimensions"), changed
      )
    }
    for size in [[2, 4], [3, 3], [1, 3], [0, 3]] {
      #expect(throws: DatasetError.self) { try read(idx(size, Array(1...6))) }
      #expect(throws: DatasetError.self) { try readPacked(idx(size, Array(1...6))) }
    }
  }

  @Test func numbersOfEveryTypeAreRead() throws {
    let cases: [(code: UInt8, bytes: [UInt8])] = [
      (0x08, [0, 1, 9]), (0x09, [0, 1, 9]), (0x0B, [0, 0, 0, 1, 0, 9]),
      (0x0C, [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 9]),
      (0x0D, [0, 0, 0, 0, 0x3F, 0x80, 0, 0, 0x41, 0x10, 0, 0]),
      (
        0x0E,
        [0, 0, 0, 0, 0, 0, 0, 0, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0x40, 0x22, 0, 0, 0, 0, 0, 0]
      ),
    ]
    for (code, bytes) in cases {
      var file = idx([3], bytes)
      file[2] = code
      #expect(try read(file).bytes == [0, 1, 9], "type \(code)")
      #expect(try readPacked(file).bytes == [0, 1, 9], "type \(code)")
      #expect(throws: DatasetError.self) { try read(Array(file.dropLast())) }
    }
  }

  @Test func dimensionsThatOverflowAreRefused() {
    let all = 0xFFFF_FFFF
    for shape in [[all], [all, all], [all, all, all], [1 << 31, 1 << 31, 2], [101, 100]] {
      expectBoth(
        .tooLarge(path: "x", what: "an array of shape \(shape)"), idx(shape, [1, 2, 3]))
    }
  }

  @Test func littleEndianDimensionsAreRefused() {
    var file = idx([3], [1, 2, 3])
    file.replaceSubrange(4..<8, with: [3, 0, 0, 0])
    expectBoth(.tooLarge(path: "x", what: "an array of shape [50331648]"), file)
  }

  @Test func flippedBitsNeverTrap() {
    let file = idx([2, 2, 3], Array(1...12))
    for bit in 0..<8 * file.count {
      var changed = file
      changed[bit / 8] ^= 1 << (bit % 8)
      if let array = try? read(changed) {
        // Small numbers are the same as signed ones.
        let isSame = array.bytes == Array(1...12) && bit / 8 == 2
        #expect(array.shape == [2, 2, 3] && (bit / 8 >= 16 || isSame), "bit \(bit)")
      } else {
        #expect(bit / 8 < 16, "bit \(bit)")
      }
    }
  }
}
