import TestSupport
import Testing

@testable import DatasetFiles

@Suite struct GzipReaderTests {
  private static let content = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * $0 / 3) }

  private func unpack(_ bytes: [UInt8], piece: Int = 700) throws -> [UInt8] {
    let reader = try GzipReader(FileContents(bytes, path: "x"))
    var content: [UInt8] = []
    while true {
      let bytes = try reader.read(piece)
      content += bytes
      if bytes.count < piece { break }
    }
    #expect(try reader.isAtEnd())
    return content
  }

  @Test func readsInPieces() throws {
    for piece in [1, 7, 700, 5000, 5001, 100_000] {
      #expect(try unpack(gzip(Self.content), piece: piece) == Self.content)
    }
    #expect(try unpack(gzip([])) == [])
  }

  @Test func theEndIsOnlyTheEnd() throws {
    let reader = try GzipReader(FileContents(gzip([1, 2, 3]), path: "x"))
    #expect(try reader.read(2) == [1, 2])
    #expect(try !reader.isAtEnd())
  }

  @Test func everyPrefixIsRefused() throws {
    let file = gzip(Self.content)
    for count in 0..<file.count {
      #expect(throws: DatasetError.damaged(path: "x", reason: "it is cut off"), "\(count) bytes") {
        try unpack(Array(file.prefix(count)))
      }
    }
  }

  @Test func flippedBitsAreRefusedOrHarmless() throws {
    let file = gzip(Self.content)
    var numbers = SeededNumbers(seed: 8)
    for _ in 0..<500 {
      var changed = file
      let index = Int.random(in: file.indices, using: &numbers)
      changed[index] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
      guard let content = try? unpack(changed) else { continue }
      // The time, the operating system, unused bits and the like.
      #expect(content == Self.content, "bit in byte \(index)")
    }
  }

  @Test func wrongChecksumAndLengthAreFound() {
    let file = gzip(Self.content)
    for offset in 1...8 {
      var changed = file
      changed[file.count - offset] ^= 1
      #expect(
        throws: DatasetError.damaged(path: "x", reason: "its checksum or data is wrong")
      ) { try unpack(changed) }
    }
  }

  @Test func whatFollowsIsRefused() {
    for extra in [[1], [0, 1], [0x1F], [0x1F, 0x8C], [0, 0, 0x50, 0x4B]] as [[UInt8]] {
      #expect(
        throws: DatasetError.damaged(path: "x", reason: "something follows its compressed data")
      ) { try unpack(gzip([]) + extra) }
    }
    #expect(throws: DatasetError.damaged(path: "x", reason: "it is cut off")) {
      try unpack(gzip(Self.content) + [0x1F, 0x8B])
    }
  }

  @Test func partsAreJoinedAndPaddingIsSkipped() throws {
    let content = Self.content
    let halves = gzip(Array(content[..<2000])) + gzip(Array(content[2000...]))
    let padded = gzip(Array(content[..<10])) + [0, 0] + gzip(Array(content[10...]))
    for piece in [1, 700, 100_000] {
      #expect(try unpack(halves, piece: piece) == content)
      #expect(try unpack(padded + [UInt8](repeating: 0, count: 512), piece: piece) == content)
      #expect(try unpack(gzip([]) + gzip(content) + gzip([]), piece: piece) == content)
    }
    for count in 1..<halves.count where count != gzip(Array(content[..<2000])).count {
      #expect(throws: DatasetError.self, "\(count) bytes") {
        try unpack(Array(halves.prefix(count)))
      }
    }
  }

  @Test func moreZerosThanPaddingAreRefused() throws {
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    #expect(try unpack(gzip([7]) + zeros) == [7])
    #expect(try unpack(gzip([7]) + zeros + gzip([8])) == [7, 8])
    for tail in [[], gzip([8])] as [[UInt8]] {
      #expect(
        throws: DatasetError.damaged(path: "x", reason: "something follows its compressed data")
      ) { try unpack(gzip([7]) + zeros + [0] + tail) }
    }
  }

  @Test func emptyPartsWithoutEndAreRefused() {
    let part = gzip([])
    let many = (0...100_000).flatMap { _ in part }
    #expect(
      throws: DatasetError.damaged(path: "x", reason: "it consists of more than 100000 parts")
    ) { try unpack(many) }
  }
}
