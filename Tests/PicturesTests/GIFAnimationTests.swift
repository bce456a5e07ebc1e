import Testing

@testable import Pictures

@Suite struct GIFAnimationTests {
  /// The bytes that a stream of LZW codes stands for, read by the rules of GIF's appendix F.
  private func unpacked(_ data: [UInt8]) throws -> [UInt8] {
    var bits = data.flatMap { byte in (0..<8).map { Int(byte >> $0 & 1) } }[...]
    func code(_ width: Int) -> Int {
      let taken = bits.prefix(width)
      bits = bits.dropFirst(width)
      return taken.reversed().reduce(0) { $0 << 1 | $1 }
    }
    let alphabet = (UInt8.min...UInt8.max).map { [$0] } + [[], []]
    var (table, width, previous) = (alphabet, 9, [UInt8]?.none)
    var output: [UInt8] = []
    #expect(code(9) == 256, "no clear code in front")
    while bits.count >= width {
      let next = code(width)
      if next == 257 {
        #expect(bits.count < 8 && bits.allSatisfy { $0 == 0 })
        return output
      }
      if next == 256 {
        (table, width, previous) = (alphabet, 9, nil)
        continue
      }
      let known = next < table.count ? table[next] : nil
      let string = try #require(known ?? previous.map { $0 + $0.prefix(1) })
      output += string
      if let previous, table.count < 4096 { table.append(previous + string.prefix(1)) }
      previous = string
      if table.count == 1 << width, width < 12 { width += 1 }
    }
    Issue.record("no end code")
    return output
  }

  @Test func everyLengthOfNoiseIsReadAgain() throws {
    // Past the codes of 9, 10, 11 and 12 bits, and a full table.
    for count in Array(0..<20) + [253, 254, 255, 256, 257, 765, 766, 767, 768, 1789, 1790, 1791] {
      let bytes = count == 0 ? [] : noise(width: count, height: 1, seed: UInt32(count)).pixels
      #expect(try unpacked(lzwCompressed(bytes)) == bytes, "\(count) bytes")
    }
    for count in 3830...3850 {
      let bytes = noise(width: count, height: 1, seed: 1).pixels
      #expect(try unpacked(lzwCompressed(bytes)) == bytes, "\(count) bytes")
    }
    let long = noise(width: 300, height: 100, seed: 2).pixels
    #expect(try unpacked(lzwCompressed(long)) == long)
  }

  @Test func runsAndStepsAreReadAgainAndBecomeSmall() throws {
    let flat = [UInt8](repeating: 9, count: 200_000)
    #expect(try unpacked(lzwCompressed(flat)) == flat)
    #expect(lzwCompressed(flat).count < 1500)
    let steps = (0..<50_000).map { UInt8($0 / 3 % 17) }
    #expect(try unpacked(lzwCompressed(steps)) == steps)
  }

  @Test func blocksAreThoseOfTheFormat() throws {
    let pictures = (0..<3).map { noise(width: 30, height: 20, seed: 40 + UInt32($0)) }
    let bytes = animatedGIFBytes(
      try pictures.map(GIFFrame.init), millisecondsPerFrame: 80, lastFrameMilliseconds: 2004,
      text: [("Title", "a"), ("Run", "b")])
    var rest = bytes[...]
    func take(_ count: Int) -> [UInt8] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    func blocks() -> [UInt8] {
      var data: [UInt8] = []
      while let count = take(1).first, count > 0 { data += take(Int(count)) }
      return data
    }
    #expect(take(6) == Array("GIF89a".utf8))
    #expect(take(7) == [30, 0, 20, 0, 0b1111_0111, 0, 0])
    #expect(take(768) == (UInt8.min...UInt8.max).flatMap { [$0, $0, $0] })
    #expect(take(14) == [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8))
    #expect(blocks() == [1, 0, 0])
    #expect(take(2) == [0x21, 0xFE])
    #expect(blocks() == Array("Title: a\nRun: b\n".utf8))
    for (index, picture) in pictures.enumerated() {
      #expect(take(8) == [0x21, 0xF9, 4, 4, index == 2 ? 200 : 8, 0, 0, 0])
      #expect(take(10) == [0x2C, 0, 0, 0, 0, 30, 0, 20, 0, 0])
      #expect(take(1) == [8])
      #expect(try unpacked(blocks()) == picture.pixels)
    }
    #expect(take(1) == [0x3B] && rest.isEmpty)
  }

  @Test func framesOfDifferentSizesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = animatedGIFBytes(
        [
          try GIFFrame(noise(width: 2, height: 3, seed: 1)),
          try GIFFrame(noise(width: 3, height: 2, seed: 1)),
        ], millisecondsPerFrame: 1, lastFrameMilliseconds: 1)
    }
  }
}
