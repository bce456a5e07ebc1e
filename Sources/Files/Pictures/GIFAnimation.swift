import DurableFiles

extension FileKind {
  /// What animations in GIF replace.
  public static let gif = FileKind("a GIF") { $0.starts(with: Array("GIF89a".utf8)) }
}

/// A picture as a frame of a GIF: its pixels, compressed.
public struct GIFFrame: Sendable {
  let width, height: Int
  let data: [UInt8]

  /// Compresses a picture.
  ///
  /// - Throws: `PictureError.tooLarge` above what PNG may have here, too.
  public init(_ picture: Picture) throws {
    guard max(picture.width, picture.height) <= largestPictureSide else {
      throw PictureError.tooLarge(
        width: picture.width, height: picture.height, limit: largestPictureSide)
    }
    (width, height) = (picture.width, picture.height)
    data = lzwCompressed(picture.pixels)
  }
}

/// Pictures as an animated GIF of 256 greys that is played for ever; FORMAT.md lists its blocks.
///
/// Every frame is a whole picture that replaces the one before.
///
/// - Parameters:
///   - frames: At least one; all of one size.
///   - millisecondsPerFrame: How long each frame but the last is shown, rounded to hundredths of a
///     second, of which there is at least one.
///   - lastFrameMilliseconds: How long the last frame is shown.
///   - text: What to say about the animation, as lines `keyword: text` of a comment.
/// - Returns: The file.
/// - Precondition: The sizes are equal, and the times in `0...655_354`.
///
/// Source: Graphics Interchange Format, version 89a, CompuServe 1990.
public func animatedGIFBytes(
  _ frames: [GIFFrame], millisecondsPerFrame: Int, lastFrameMilliseconds: Int,
  text: [(keyword: String, text: String)] = []
) -> [UInt8] {
  guard let first = frames.first else { preconditionFailure("an animation without frames") }
  precondition(
    frames.allSatisfy { $0.width == first.width && $0.height == first.height },
    "the frames of an animation have different sizes")
  let size = littleEndian(first.width) + littleEndian(first.height)
  // A palette of 2^(7 + 1) colours, of 8 bits each.
  var file = Array("GIF89a".utf8) + size + [0b1111_0111, 0, 0]
  for grey in UInt8.min...UInt8.max { file += [grey, grey, grey] }
  // Played for ever: the extension that Netscape 2.0 introduced and all browsers know.
  file += [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
  if !text.isEmpty {
    let comment = text.map { "\($0.keyword): \($0.text)\n" }.joined()
    file += [0x21, 0xFE] + blocks(of: Array(comment.utf8))
  }
  for (index, frame) in frames.enumerated() {
    let milliseconds = index == frames.count - 1 ? lastFrameMilliseconds : millisecondsPerFrame
    precondition((0...655_354).contains(milliseconds), "a frame of \(milliseconds) milliseconds")
    // Left in place until the next one (disposal 1).
    file += [0x21, 0xF9, 4, 0b100] + littleEndian(max(1, (milliseconds + 5) / 10)) + [0, 0]
    file += [0x2C, 0, 0, 0, 0] + size + [0, UInt8(lzwBits)] + blocks(of: frame.data)
  }
  return file + [0x3B]
}

/// Data in blocks of at most 255 bytes with their lengths, and the empty one that ends them.
private func blocks(of data: [UInt8]) -> [UInt8] {
  var blocks: [UInt8] = []
  blocks.reserveCapacity(data.count + data.count / 255 + 2)
  for start in stride(from: 0, to: data.count, by: 255) {
    let block = data[start..<min(start + 255, data.count)]
    blocks.append(UInt8(block.count))
    blocks += block
  }
  return blocks + [0]
}

private func littleEndian(_ number: Int) -> [UInt8] { [UInt8(number & 0xFF), UInt8(number >> 8)] }
