@testable import Pictures

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every machine.
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

func noise(width: Int, height: Int, seed: UInt64) -> Picture {
  var numbers = SeededNumbers(state: seed)
  let pixels = (0..<width * height).map { _ in UInt8.random(in: 0...255, using: &numbers) }
  return Picture(width: width, height: height, pixels: pixels)
}

/// A number of a chunk, by its byte offset.
func number(in chunk: PNGChunk, at offset: Int) -> Int {
  chunk.data.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | Int($1) }
}
