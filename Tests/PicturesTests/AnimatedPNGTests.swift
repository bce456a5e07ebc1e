import Testing

@testable import Pictures

@Suite struct AnimatedPNGTests {
  private let frames = (0..<5).map { noise(width: 120, height: 110, seed: 10 + UInt32($0)) }

  private func animation(text: [(keyword: String, text: String)] = []) throws -> [UInt8] {
    try animatedPNGBytes(
      frames.map(CompressedPicture.init), millisecondsPerFrame: 80, loops: 3,
      lastFrameMilliseconds: 2000, text: text)
  }

  @Test func chunksAreThoseOfTheFormat() throws {
    let chunks = try #require(pngChunks(of: animation(text: [("Title", "a"), ("b", "\u{3b2}")])))
    let further = (1..<frames.count).flatMap { _ in ["fcTL", "fdAT"] }
    #expect(
      chunks.map(\.type) == ["IHDR", "acTL", "tEXt", "iTXt", "fcTL", "IDAT"] + further + ["IEND"])
    #expect(chunks[1].data.count == 8)
    #expect(number(in: chunks[1], at: 0) == frames.count)
    #expect(number(in: chunks[1], at: 4) == 3)
  }

  @Test func sequenceNumbersCountControlAndDataTogether() throws {
    let chunks = try #require(pngChunks(of: animation()))
    let numbered = chunks.filter { $0.type == "fcTL" || $0.type == "fdAT" }
    #expect(numbered.map { number(in: $0, at: 0) } == Array(0..<2 * frames.count - 1))
  }

  @Test func framesAreWholeAndTimed() throws {
    let controls = try #require(pngChunks(of: animation())).filter { $0.type == "fcTL" }
    #expect(controls.count == frames.count)
    for (index, control) in controls.enumerated() {
      let milliseconds = index == frames.count - 1 ? 2000 : 80
      #expect(control.data.count == 26)
      #expect([4, 8, 12, 16].map { number(in: control, at: $0) } == [120, 110, 0, 0])
      #expect(number(in: control, at: 20) == milliseconds << 16 | 1000)
      #expect(Array(control.data.suffix(2)) == [0, 0])
    }
  }

  @Test func everyFrameRebuiltAsAPNGIsItsPicture() throws {
    let chunks = try #require(pngChunks(of: animation()))
    let streams = chunks.compactMap { chunk in
      switch chunk.type {
      case "IDAT": chunk.data
      case "fdAT": chunk.data.dropFirst(4)
      default: nil
      }
    }
    #expect(streams.count == frames.count)
    for (stream, frame) in zip(streams, frames) {
      let file = try LibPNG.write([
        chunks[0], PNGChunk(type: "IDAT", data: stream), PNGChunk(type: "IEND"),
      ])
      #expect(try decodedPNG(file) == frame)
    }
  }

  @Test func plainReadersSeeTheFirstFrame() throws {
    #expect(try decodedPNG(animation()) == frames[0])
  }

  @Test func textsSurvive() throws {
    let bytes = try animation(text: [("Title", "epochs"), ("Run", "\u{3b2}")])
    #expect(readPNGText(bytes) == ["Title": "epochs", "Run": "\u{3b2}"])
  }

  @Test func sameInputSameBytes() throws {
    #expect(try animation(text: [("a", "b")]) == animation(text: [("a", "b")]))
  }

  @Test func oneFrameIsShownForTheLastFramesTime() throws {
    let bytes = try animatedPNGBytes(
      [CompressedPicture(frames[0])], millisecondsPerFrame: 80, loops: 0,
      lastFrameMilliseconds: 65535)
    let chunks = try #require(pngChunks(of: bytes))
    #expect(chunks.map(\.type) == ["IHDR", "acTL", "fcTL", "IDAT", "IEND"])
    #expect(number(in: chunks[1], at: 4) == 0)
    #expect(number(in: chunks[2], at: 20) == 65535 << 16 | 1000)
  }

  @Test func wrongSizesAndNumbersTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = try animatedPNGBytes(
        [
          CompressedPicture(noise(width: 2, height: 3, seed: 1)),
          CompressedPicture(noise(width: 3, height: 2, seed: 1)),
        ],
        millisecondsPerFrame: 1, loops: 0, lastFrameMilliseconds: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = try animatedPNGBytes(
        [CompressedPicture(noise(width: 2, height: 3, seed: 1))], millisecondsPerFrame: 1, loops: 0,
        lastFrameMilliseconds: 65536)
    }
    await #expect(processExitsWith: .failure) {
      _ = try animatedPNGBytes([], millisecondsPerFrame: 1, loops: 0, lastFrameMilliseconds: 1)
    }
  }
}
