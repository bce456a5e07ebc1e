import Testing

@testable import Pictures

@Suite struct DamagedPNGTests {
  private static let picture = noise(width: 9, height: 7, seed: 20)

  private static func files() throws -> [[UInt8]] {
    let text = [(keyword: "Title", text: "a"), (keyword: "Author", text: "\u{3b2}")]
    return [
      try pngBytes(picture, text: text),
      try animatedPNGBytes(
        [picture, noise(width: 9, height: 7, seed: 21)].map(CompressedPicture.init),
        millisecondsPerFrame: 1, loops: 0,
        lastFrameMilliseconds: 1, text: text),
    ]
  }

  /// The chunks of a small PNG without texts, to spoil and write again with right CRCs.
  private static func chunks() throws -> [PNGChunk] {
    try #require(pngChunks(of: pngBytes(picture)))
  }

  private func expectRefused(
    _ bytes: [UInt8], _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(readPNGText(bytes) == nil, "\(what)", sourceLocation: sourceLocation)
    #expect(throws: PictureError.self, "\(what)", sourceLocation: sourceLocation) {
      try decodedPNG(bytes)
    }
  }

  private func refusal(of bytes: [UInt8]) -> String? {
    do {
      _ = try decodedPNG(bytes)
      return nil
    } catch PictureError.unreadable(let reason) {
      return reason
    } catch {
      return "\(error)"
    }
  }

  @Test func everyPrefixIsRefused() throws {
    for file in try Self.files() {
      for count in 0..<file.count {
        expectRefused(Array(file.prefix(count)), "\(count) of \(file.count) bytes")
      }
    }
  }

  @Test func everyFlippedBitIsRefused() throws {
    for file in try Self.files() {
      for bit in 0..<8 * file.count {
        var bytes = file
        bytes[bit / 8] ^= 1 << (bit % 8)
        expectRefused(bytes, "bit \(bit)")
      }
    }
  }

  @Test func bytesAfterTheEndAreRefused() throws {
    for file in try Self.files() { expectRefused(file + [0], "a byte more") }
    for file in try Self.files() { expectRefused(file + file, "twice") }
  }

  @Test func noiseIsRefused() {
    for count in [1, 8, 100, 5000] {
      let bytes = noise(width: count, height: 1, seed: 22).pixels
      expectRefused(bytes, "\(count) bytes")
      expectRefused([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + bytes, "\(count) bytes")
    }
  }

  @Test(arguments: [
    (8, 16, "it is not 8-bit grey"), (8, 4, "it is not 8-bit grey"), (9, 2, "it is not 8-bit grey"),
    (9, 4, "it is not 8-bit grey"), (12, 1, "it is interlaced"), (3, 8, "too much data"),
    (7, 8, "not enough data"), (2, 0x41, "a side of more than 16384 pixels"),
    (6, 0x41, "a side of more than 16384 pixels"), (3, 0, "no pixels"),
  ])
  func headersOfOtherPicturesAreRefused(offset: Int, value: UInt8, what: String) throws {
    var chunks = try Self.chunks()
    chunks[0].data[chunks[0].data.startIndex + offset] = value
    let bytes = try LibPNG.write(chunks)
    let reason = try #require(refusal(of: bytes), "\(what)")
    if what.hasPrefix("it is") { #expect(reason == what) }
  }

  @Test func sizesThatTheFileCannotHoldAreRefused() throws {
    var chunks = try Self.chunks()
    let start = chunks[0].data.startIndex
    for offset in [2, 6] { chunks[0].data[start + offset] = 0x40 }
    for offset in [3, 7] { chunks[0].data[start + offset] = 0 }
    #expect(refusal(of: try LibPNG.write(chunks)) == "it is too short for its size")
  }

  @Test func flatPicturesAreNotTooShort() throws {
    let picture = Picture(
      width: 4000, height: 2000, pixels: [UInt8](repeating: 9, count: 8_000_000))
    #expect(try decodedPNG(pngBytes(picture)) == picture)
  }

  @Test func aPictureWithoutDataIsRefused() throws {
    let chunks = try Self.chunks()
    #expect(refusal(of: try LibPNG.write([chunks[0], chunks[2]])) != nil)
    #expect(refusal(of: try LibPNG.write([chunks[0], PNGChunk(type: "IDAT"), chunks[2]])) != nil)
  }

  @Test(arguments: [
    ("tEXt", "no zero"), ("iTXt", "no zero"), ("iTXt", "a\0"), ("iTXt", "a\0\0\0"),
    ("iTXt", "a\0\0\0\0"), ("iTXt", "a\0\0\0de\0"),
  ])
  func malformedTextsAreRefused(type: String, contents: String) throws {
    var chunks = try Self.chunks()
    chunks.insert(PNGChunk(type: type, data: Array(contents.utf8)), at: 1)
    #expect(readPNGText(try LibPNG.write(chunks)) == nil)
  }

  @Test func textsThatAreNotUTF8AreRefused() throws {
    var chunks = try Self.chunks()
    chunks.insert(PNGChunk(type: "iTXt", data: [0x61, 0, 0, 0, 0, 0, 0xff]), at: 1)
    #expect(readPNGText(try LibPNG.write(chunks)) == nil)
  }

  @Test func compressedTextsAreSkipped() throws {
    var chunks = try Self.chunks()
    chunks.insert(PNGChunk(type: "iTXt", data: [0x61, 0, 1, 0, 0, 0, 0xff]), at: 1)
    #expect(readPNGText(try LibPNG.write(chunks)) == [:])
  }
}
