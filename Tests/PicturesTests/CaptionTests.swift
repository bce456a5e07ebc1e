import Testing

@testable import Pictures

@Suite struct CaptionTests {
  @Test func wordsGoWhereTheyFit() {
    #expect(Caption("e050 seed 1", width: 302).lines == ["e050 seed 1"])
    // 66 pixels of letters, less the gap behind the last, and the margins.
    #expect(Caption("e050 seed 1", width: 71).lines == ["e050 seed 1"])
    #expect(Caption("e050 seed 1", width: 70).lines == ["e050 seed", "1"])
    #expect(Caption("e050 seed 1", width: 32).lines == ["e050", "seed", "1"])
    #expect(Caption("e050 seed 18446744", width: 32).lines == ["e050", "seed", "1844", "6744"])
  }

  @Test func lettersAreDrawnInTheirPlaces() {
    let drawn = grid(
      of: [1], imageWidth: 1, imageHeight: 1, rows: 1, columns: 1, palette: .gray, spacing: 12,
      caption: Caption("1 t", width: 25), captionLineCount: 2)
    #expect((drawn.width, drawn.height) == (25, Caption.height(lineCount: 2) + 25))
    let lines = (0..<drawn.height).map { y in
      String(drawn.pixels[y * 25..<(y + 1) * 25].map { $0 == 255 ? "#" : "." })
    }
    let blank = String(repeating: ".", count: 25)
    #expect(
      Array(lines.prefix(12)) == [
        blank, blank, blank,
        ".....#..........#........",
        "....##..........#........",
        ".....#.........###.......",
        ".....#..........#........",
        ".....#..........#........",
        ".....#..........#..#.....",
        "....###..........##......",
        blank, blank,
      ])
    #expect(drawn.pixels.count { $0 == 255 } == 10 + 11 + 1)
    #expect(drawn.pixels[(21 + 12) * 25 + 12] == 255)
  }

  @Test func everyLetterOfNamesDiffersFromTheOthers() {
    let letters = Array("0123456789abcdefelnorstz ")
    let drawn = Set(letters.map(PixelFont.rows))
    #expect(drawn.count == Set(letters).count)
    #expect(!drawn.contains(PixelFont.rows(of: "%")))
    #expect(drawn.allSatisfy { $0.count == PixelFont.height && $0.allSatisfy { $0 < 32 } })
  }

  @Test func picturesStandSideBySide() {
    let one = Picture(width: 1, height: 2, pixels: [1, 2])
    let two = Picture(width: 2, height: 2, pixels: [3, 4, 5, 6])
    #expect(
      Picture(sideBySide: [one, two, one])
        == Picture(width: 4, height: 2, pixels: [1, 3, 4, 1, 2, 5, 6, 2]))
  }

  @Test func videoIsItsHeaderAndTheFrames() {
    let video = Y4MVideo(width: 2, height: 1, millisecondsPerFrame: 70)
    #expect(
      String(decoding: video.header, as: UTF8.self)
        == "YUV4MPEG2 W2 H1 F1000:70 Ip A1:1 Cmono XCOLORRANGE=FULL\n")
    #expect(
      video.frame(Picture(width: 2, height: 1, pixels: [7, 8])) == Array("FRAME\n".utf8) + [7, 8])
  }
}
