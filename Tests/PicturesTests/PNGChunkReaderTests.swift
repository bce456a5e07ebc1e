import DurableFiles
import Foundation
import TestSupport
import Testing

@testable import Pictures

@Suite struct PNGChunkReaderTests {
  private let texts = ["Title": "a", "Run": "\u{3b2}"]

  private func picture() throws -> [UInt8] {
    try pngBytes(
      noise(width: 2000, height: 1500, seed: 1), text: texts.map { ($0.key, $0.value) })
  }

  @Test func theTextsOfAFileAreThoseOfItsBytes() throws {
    let folder = try TemporaryFolder()
    let whole = try picture()
    // More than one piece.
    #expect(whole.count > 2 << 20)
    for (bytes, expected) in [
      (whole, texts), (whole.dropLast(), nil), (whole + [0], nil), ([], nil),
    ] as [([UInt8], [String: String]?)] {
      try write(bytes, to: folder.file("a.png"))
      #expect(try readPNGText(of: ReadableFile(path: folder.file("a.png"))) == expected)
      #expect(readPNGText(bytes) == expected)
    }
    for offset in [whole.count / 2, whole.count - 20] {
      var damaged = whole
      damaged[offset] ^= 1
      try write(damaged, to: folder.file("a.png"))
      #expect(try readPNGText(of: ReadableFile(path: folder.file("a.png"))) == nil)
    }
  }

  /// In a picture's place there may be anything that begins as one.
  @Test func chunksOf500MBAreReadInPieces() {
    let head = pngSignature + [0, 0, 0, 0] + Array("IHDR".utf8) + [0xa8, 0xa1, 0xae, 0x0a]
    let size = 500_000_000
    for type in ["IDAT", "tEXt"] {
      let large = bigEndian(UInt32(size)) + Array(type.utf8)
      let count = head.count + large.count + size + 4
      var most = 0
      var reader = PNGChunkReader(count: count) { range throws(Never) in
        most = max(most, range.count)
        let known = head + large
        return
          (range.lowerBound < known.count
          ? known[range.lowerBound...] + [UInt8](repeating: 0, count: range.count)
          : [UInt8](repeating: 0, count: range.count)[...]).prefix(range.count)
      }
      let seconds = ContinuousClock().measure {
        #expect(reader.chunks(limit: 1 << 20) { $0 == "tEXt" } == nil)
      }
      #expect(most <= 1 << 20)
      #expect(seconds < .seconds(5))
    }
  }

  /// Twelve bytes each, forty million of them.
  @Test func aFloodOfChunksIsNoPicture() {
    let empty = [0, 0, 0, 0] + Array("IDAT".utf8) + [0x35, 0xaf, 0x06, 0x1e] as [UInt8]
    let head = pngSignature + [0, 0, 0, 0] + Array("IHDR".utf8) + [0xa8, 0xa1, 0xae, 0x0a]
    let flood = (0..<1 << 17).flatMap { _ in empty }
    var reader = PNGChunkReader(count: 500_000_000) { range throws(Never) in
      if range.lowerBound == 0 { return head[...] + flood.prefix(range.count - head.count) }
      let start = (range.lowerBound - head.count) % 12
      return flood[start..<min(start + range.count, flood.count)]
    }
    let seconds = ContinuousClock().measure {
      #expect(reader.chunks(limit: 1 << 20) { $0 == "tEXt" } == nil)
    }
    #expect(seconds < .seconds(5))
  }
}
