import TestSupport
import Testing

@testable import Pictures

/// PNG files as other programs write them.
@Suite struct GreyPictureTests {
  private static let greys: [UInt8] = [0, 1, 128, 200, 254, 255]

  /// A PNG of 3x2 pixels, of which a row has these bytes.
  private func png(
    _ rows: [[UInt8]], colour: UInt8, bits: UInt8 = 8, interlaced: UInt8 = 0,
    more: [PNGChunk] = []
  ) throws -> [UInt8] {
    let header = PNGChunk(
      type: "IHDR", data: [0, 0, 0, 3, 0, 0, 0, 2, bits, colour, 0, 0, interlaced])
    return try LibPNG.write(
      [header] + more
        + [
          PNGChunk(type: "IDAT", data: stored(rows.flatMap { [0] + $0 })), PNGChunk(type: "IEND"),
        ])
  }

  /// A zlib stream (RFC 1950) of one block that is not compressed.
  private func stored(_ bytes: [UInt8]) -> [UInt8] {
    var (low, high) = (1, 0)
    for byte in bytes {
      low = (low + Int(byte)) % 65521
      high = (high + low) % 65521
    }
    let count = little(bytes.count, 2)
    let checksum = little(high << 16 | low, 4).reversed()
    return [0x78, 0x01, 0x01] + count + count.map { ~$0 } + bytes + checksum
  }

  private func rows(_ pixel: (UInt8) -> [UInt8]) -> [[UInt8]] {
    [Self.greys[..<3].flatMap(pixel), Self.greys[3...].flatMap(pixel)]
  }

  private func expectGreys(
    _ png: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(
      try greyPicture(ofPNG: png) == Picture(width: 3, height: 2, pixels: Self.greys),
      sourceLocation: sourceLocation)
  }

  private func expectRefused(
    _ reason: String, _ png: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: PictureError.unreadable(reason: reason), sourceLocation: sourceLocation) {
      try greyPicture(ofPNG: png)
    }
  }

  @Test func greyInAnyFormIsRead() throws {
    try expectGreys(png(rows { [$0] }, colour: 0))
    try expectGreys(png(rows { [$0, $0, $0] }, colour: 2))
    try expectGreys(png(rows { [$0, 255] }, colour: 4))
    try expectGreys(png(rows { [$0, $0, $0, 255] }, colour: 6))
    let palette = PNGChunk(
      type: "PLTE", data: (0...255).flatMap { [255 - $0, 255 - $0, 255 - $0] })
    try expectGreys(png(rows { [255 - $0] }, colour: 3, more: [palette]))
  }

  @Test func fewerBitsAreSpreadOverAll() throws {
    let bits = try png([[0b1010_0000], [0b0110_0000]], colour: 0, bits: 1)
    #expect(try greyPicture(ofPNG: bits).pixels == [255, 0, 255, 0, 255, 255])
    let pairs = try png([[0b0001_1011], [0b1100_0100]], colour: 0, bits: 2)
    #expect(try greyPicture(ofPNG: pairs).pixels == [0, 85, 170, 255, 0, 85])
  }

  @Test func whatIsNotGreyIsRefused() throws {
    expectRefused("it has colours", try png(rows { [$0, $0, $0 ^ 1] }, colour: 2))
    expectRefused("it has colours", try png(rows { [$0, $0 ^ 1, $0, 255] }, colour: 6))
    expectRefused("it is transparent", try png(rows { [$0, 254] }, colour: 4))
    expectRefused(
      "it is transparent",
      try png(
        rows { [$0] }, colour: 0, more: [PNGChunk(type: "tRNS", data: [0, Self.greys[2]])]))
    expectRefused("it has more than 8 bits", try png(rows { [$0, $0] }, colour: 0, bits: 16))
    expectRefused("it is interlaced", try png(rows { [$0] }, colour: 0, interlaced: 1))
    expectRefused("bytes follow its end", try png(rows { [$0] }, colour: 0) + [0])
  }

  @Test func everyPrefixIsRefused() throws {
    let file = try png(rows { [$0, $0, $0] }, colour: 2)
    for count in 0..<file.count {
      #expect(throws: PictureError.self, "\(count) bytes") {
        try greyPicture(ofPNG: Array(file.prefix(count)))
      }
    }
  }
}
