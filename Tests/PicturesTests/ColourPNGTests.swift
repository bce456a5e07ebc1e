import Pictures
import Testing

@Suite struct ColourPNGTests {
  private let picture = ColourPicture(
    width: 3, height: 2, pixels: (0..<18).map { UInt8($0 * 14) })

  @Test func headerSaysThreeChannels() throws {
    let bytes = try pngBytes(picture, text: [("Software", "test")])
    // IHDR: width, height, 8 bits, colour type 2, methods 0, not interlaced.
    #expect(bytes[16..<29] == [0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0])
    #expect(readPNGText(bytes) == ["Software": "test"])
    #expect(try pngBytes(picture, text: [("Software", "test")]) == bytes)
  }

  @Test func equalChannelsAreThePictureInGrey() throws {
    let greys: [UInt8] = [0, 1, 127, 128, 254, 255]
    let colours = ColourPicture(
      width: 3, height: 2, pixels: greys.flatMap { [$0, $0, $0] })
    #expect(
      try greyPicture(ofPNG: pngBytes(colours)) == Picture(width: 3, height: 2, pixels: greys))
    #expect(throws: PictureError.self) { try greyPicture(ofPNG: pngBytes(picture)) }
  }

  @Test func sidesHaveALimit() {
    let wide = ColourPicture(
      width: largestPictureSide + 1, height: 1,
      pixels: [UInt8](repeating: 0, count: 3 * (largestPictureSide + 1)))
    #expect(
      throws: PictureError.tooLarge(
        width: largestPictureSide + 1, height: 1, limit: largestPictureSide)
    ) { try pngBytes(wide) }
  }
}
