import Failures
import TestSupport
import Testing

@testable import Pictures

@Suite struct PNGFileTests {
  @Test(arguments: [(1, 1), (1, 300), (300, 1), (28, 28), (257, 129), (16384, 2)])
  func pixelsSurvive(size: (width: Int, height: Int)) throws {
    let picture = noise(width: size.width, height: size.height, seed: 3)
    #expect(try decodedPNG(pngBytes(picture)) == picture)
  }

  @Test func chunksAreThoseOfTheFormat() throws {
    // More than one buffer of libpng's, which becomes one IDAT all the same.
    let picture = noise(width: 200, height: 100, seed: 4)
    let bytes = try pngBytes(picture, text: [("Title", "a"), ("Comment", "\u{3b2}")])
    let chunks = try #require(pngChunks(of: bytes))
    #expect(chunks.map(\.type) == ["IHDR", "tEXt", "iTXt", "IDAT", "IEND"])
    #expect(Array(chunks[0].data) == [0, 0, 0, 200, 0, 0, 0, 100, 8, 0, 0, 0, 0])
    #expect(Array(chunks[1].data) == Array("Title\0a".utf8))
    #expect(Array(chunks[2].data) == Array("Comment\0\0\0\0\0\u{3b2}".utf8))
  }

  @Test func repetitionsAndRunsAreBothPackedWell() throws {
    let tile = noise(width: 30, height: 30, seed: 6).pixels
    let tiles = Picture(
      width: 300, height: 300,
      pixels: (0..<90_000).map { tile[$0 / 300 % 30 * 30 + $0 % 30] }
    ).enlarged(by: 3)
    var numbers = SeededNumbers(seed: 7)
    let ramps = Picture(
      width: 300, height: 300,
      pixels: (0..<300).flatMap { _ in
        let (start, step) = (
          Int.random(in: 0...255, using: &numbers), Int.random(in: 1...5, using: &numbers)
        )
        return (0..<300).map { UInt8(truncatingIfNeeded: start + $0 * step) }
      })
    // In the other way they take four times as many bytes and more.
    for (picture, limit) in [(tiles, 30_000), (ramps, 6000)] {
      let bytes = try pngBytes(picture)
      #expect(bytes.count < limit)
      #expect(try decodedPNG(bytes) == picture)
    }
  }

  @Test func sameInputSameBytes() throws {
    let picture = noise(width: 90, height: 70, seed: 5)
    let text = [(keyword: "Software", text: "render"), (keyword: "Epoch", text: "50")]
    #expect(try pngBytes(picture, text: text) == pngBytes(picture, text: text))
  }

  @Test func aFileOfAnotherEncoderIsRead() throws {
    // Made by Python's zlib: filter none, grey 0, 100, 200.
    let bytes: [UInt8] = [
      0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44,
      0x52,
      0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3e, 0x8b,
      0x4b, 0x68, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x60, 0x48,
      0x39, 0x01, 0x00, 0x01, 0x94, 0x01, 0x2d, 0xcf, 0xf9, 0xbc, 0x40, 0x00, 0x00, 0x00, 0x00,
      0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
    ]
    #expect(try decodedPNG(bytes) == Picture(width: 3, height: 1, pixels: [0, 100, 200]))
    #expect(readPNGText(bytes) == [:])
  }

  @Test func textsSurvive() throws {
    let texts = [
      "Title": "grid of epoch e050", "Comment": "line\nbreak, tab\t", "Empty": "",
      "Author": "J\u{fc}rgen \u{2014} \u{624b}\u{66f8}\u{304d} \u{1f58b}", "Cl\u{e9}": "caf\u{e9}",
      String(repeating: "k", count: 79): String(repeating: "long ", count: 10_000),
    ]
    let bytes = try pngBytes(
      noise(width: 4, height: 4, seed: 6), text: texts.map { ($0.key, $0.value) })
    #expect(readPNGText(bytes) == texts)
    #expect(try decodedPNG(bytes) == noise(width: 4, height: 4, seed: 6))
  }

  @Test func theFirstTextOfAKeywordCounts() throws {
    let bytes = try pngBytes(
      noise(width: 1, height: 1, seed: 7),
      text: [("a", "1"), ("a", "\u{3b2}"), ("b", "\u{3b2}"), ("b", "2")])
    #expect(readPNGText(bytes) == ["a": "1", "b": "\u{3b2}"])
  }

  @Test(arguments: [
    "", " a", "a ", "a  b", "a\nb", "a\0b", "\u{3b2}", "\u{a0}", String(repeating: "k", count: 80),
  ])
  func keywordsThatPNGForbidsAreErrors(keyword: String) {
    #expect(throws: PictureError.unusableText(keyword: keyword)) {
      try pngBytes(noise(width: 1, height: 1, seed: 8), text: [(keyword, "text")])
    }
  }

  @Test func textsWithAZeroByteAreErrors() {
    #expect(throws: PictureError.unusableText(keyword: "a")) {
      try pngBytes(noise(width: 1, height: 1, seed: 8), text: [("a", "b\0c")])
    }
  }

  @Test func tooLargePicturesAreErrors() {
    let wide = Picture(width: 16385, height: 1, pixels: [UInt8](repeating: 0, count: 16385))
    #expect(throws: PictureError.tooLarge(width: 16385, height: 1, limit: 16384)) {
      try pngBytes(wide)
    }
    let high = Picture(width: 1, height: 16385, pixels: wide.pixels)
    #expect(throws: PictureError.tooLarge(width: 1, height: 16385, limit: 16384)) {
      try pngBytes(high)
    }
  }

  @Test func errorsSayWhatToDoInOneLine() {
    let errors: [(PictureError, FailureKind)] = [
      (.tooLarge(width: 20000, height: 10, limit: 16384), .inputOutput),
      (.unusableText(keyword: "a\n"), .inputOutput),
      (.cannotEncode(reason: "out of memory"), .inputOutput),
      (.unreadable(reason: "it is interlaced"), .badData),
    ]
    for (error, kind) in errors {
      #expect(error.kind == kind)
      #expect(!error.description.contains("\n"))
      #expect(error.description.contains("; "))
    }
  }
}
