/// Pictures as an animated PNG of 8-bit grey; FORMAT.md lists its chunks.
///
/// Every frame is a whole picture that replaces the one before. A reader that knows no animations
/// shows the first.
///
/// - Parameters:
///   - frames: At least one picture; all of one size.
///   - millisecondsPerFrame: How long each frame but the last is shown, in `0...65535`.
///   - loops: How often the animation is played; 0 is for ever.
///   - lastFrameMilliseconds: How long the last frame is shown, in `0...65535`.
///   - text: As of `pngBytes`.
/// - Returns: The file.
/// - Throws: `PictureError.unusableText` or `.cannotEncode`.
/// - Precondition: The sizes are equal and the numbers in range.
///
/// Source: Portable Network Graphics (PNG) Specification, third edition, W3C, section 11.3.6.
public func animatedPNGBytes(
  _ frames: [CompressedPicture], millisecondsPerFrame: Int, loops: Int, lastFrameMilliseconds: Int,
  text: [(keyword: String, text: String)] = []
) throws -> [UInt8] {
  guard let first = frames.first else { preconditionFailure("an animation without frames") }
  precondition(
    frames.allSatisfy { $0.width == first.width && $0.height == first.height },
    "the frames of an animation have different sizes")
  precondition((0...0x7fff_ffff).contains(loops), "an animation played \(loops) times")

  var chunks = [
    PNGChunk(type: "acTL", data: bigEndian(UInt32(frames.count)) + bigEndian(UInt32(loops)))
  ]
  chunks += try text.map { try textChunk(keyword: $0.keyword, text: $0.text) }
  // fcTL and fdAT chunks share one count.
  var sequenceNumber: UInt32 = 0
  for (index, frame) in frames.enumerated() {
    if index == 0 { chunks.insert(frame.header, at: 0) }
    let milliseconds = index == frames.count - 1 ? lastFrameMilliseconds : millisecondsPerFrame
    chunks.append(
      frameControl(of: frame, sequenceNumber: sequenceNumber, milliseconds: milliseconds))
    sequenceNumber += 1
    if index == 0 {
      chunks.append(PNGChunk(type: "IDAT", data: frame.data))
    } else {
      chunks.append(PNGChunk(type: "fdAT", data: bigEndian(sequenceNumber) + frame.data))
      sequenceNumber += 1
    }
  }
  return try LibPNG.write(chunks + [PNGChunk(type: "IEND")])
}

/// The place and time of a frame: all of the picture, after which it stays (dispose 0), replacing
/// what was there (blend 0).
private func frameControl(
  of frame: CompressedPicture, sequenceNumber: UInt32, milliseconds: Int
) -> PNGChunk {
  precondition((0...0xffff).contains(milliseconds), "a frame of \(milliseconds) milliseconds")
  let offset: UInt32 = 0
  // The delay as a fraction of a second, two 16-bit numbers.
  let delay = UInt32(milliseconds) << 16 | 1000
  let numbers = [
    sequenceNumber, UInt32(frame.width), UInt32(frame.height), offset, offset, delay,
  ]
  return PNGChunk(type: "fcTL", data: numbers.flatMap(bigEndian) + [0, 0])
}
