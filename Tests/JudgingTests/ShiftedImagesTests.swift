import Networks
import Testing

@testable import Judging

@Suite struct ShiftedImagesTests {
  private let side = Judge.imageSize

  /// An image that is black but for two pixels.
  private func image(_ bright: [(row: Int, column: Int, value: Float)]) -> [Float] {
    var image = [Float](repeating: 0, count: side * side)
    for pixel in bright { image[pixel.row * side + pixel.column] = pixel.value }
    return image
  }

  @Test func aWordSaysHowFarAnImageMoves() {
    let images =
      image([(10, 12, 1), (27, 0, 0.5)]) + image([(10, 12, 1)]) + image([(0, 27, 0.25)])
    // Upper half down, lower half right: -1 -1, then 0 0, then 1 1.
    let moved = shifted(images, words: [0, 0x8000_8000, 0xFFFF_FFFF], reach: 1)
    #expect(
      moved == image([(9, 11, 1)]) + image([(10, 12, 1)]) + image([]),
      "what leaves at one border does not come in at the other")
  }

  @Test(arguments: 0...3) func everyStepOfTheReachIsEquallyLikely(reach: Int) {
    let words = (0..<4096).map { UInt32($0) << 20 | UInt32($0) << 4 }
    let dot = image([(14, 14, 1)])
    let moved = shifted(words.flatMap { _ in dot }, words: words, reach: reach)
    var counts: [Int: Int] = [:]
    for (index, value) in moved.enumerated() where value == 1 {
      counts[index % (side * side) % side - 14, default: 0] += 1
    }
    #expect(Set(counts.keys) == Set(-reach...reach))
    for count in counts.values { #expect(abs(count - 4096 / (2 * reach + 1)) <= 1) }
  }
}
