import TestSupport

@testable import Pictures

func noise(width: Int, height: Int, seed: UInt32) -> Picture {
  var numbers = SeededNumbers(seed: seed)
  let pixels = (0..<width * height).map { _ in UInt8.random(in: 0...255, using: &numbers) }
  return Picture(width: width, height: height, pixels: pixels)
}

/// A number of a chunk, by its byte offset.
func number(in chunk: PNGChunk, at offset: Int) -> Int {
  chunk.data.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | Int($1) }
}
