import Networks

/// Images moved by up to `reach` pixels along both axes, each as its word says; what comes in at the border
/// is black.
///
/// - Parameters:
///   - images: `[count, 28, 28]`.
///   - words: `count` uniform words.
///   - reach: 0 or more.
/// - Returns: `[count, 28, 28]`.
func shifted(_ images: [Float], words: [UInt32], reach: Int) -> [Float] {
  let side = Judge.imageSize
  precondition(images.count == words.count * side * side, "a word for each image")
  func step(_ half: UInt32) -> Int { (Int(half) * (2 * reach + 1)) >> 16 - reach }
  var moved = [Float](repeating: 0, count: images.count)
  for (image, word) in words.enumerated() {
    let (down, right) = (step(word >> 16), step(word & 0xFFFF))
    let first = image * side * side
    for row in max(0, down)..<min(side, side + down) {
      for column in max(0, right)..<min(side, side + right) {
        moved[first + row * side + column] =
          images[first + (row - down) * side + column - right]
      }
    }
  }
  return moved
}
