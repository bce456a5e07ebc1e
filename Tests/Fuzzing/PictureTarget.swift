@testable import Pictures

extension FuzzTarget {
  /// Both readers of PNG: of texts and of pixels.
  static let png = FuzzTarget(
    name: "png",
    seeds: {
      let pixels = (0..<12).map { UInt8(20 * $0) }
      let picture = Picture(width: 4, height: 3, pixels: pixels)
      return [
        try pngBytes(picture), try pngBytes(picture, text: [("Title", "a"), ("b", "\u{3b2}")]),
        try animatedPNGBytes(
          [CompressedPicture(picture), CompressedPicture(picture)], millisecondsPerFrame: 10,
          loops: 0, lastFrameMilliseconds: 20),
      ]
    },
    parse: { bytes in
      if let texts = readPNGText(bytes) {
        expect(texts.allSatisfy { $0.utf8.count + $1.utf8.count <= 2 * bytes.count })
      }
      // What is read strictly is read the same as any other's.
      let grey = Result { try greyPicture(ofPNG: bytes) }
      if case .success(let picture) = grey {
        expect(picture.pixels.count == picture.width * picture.height)
      }
      let picture = try decodedPNG(bytes)
      expect((try? grey.get()) == picture)
      expect(picture.pixels.count == picture.width * picture.height)
      guard picture.pixels.count < 10_000 else { return }
      try expect(decodedPNG(pngBytes(picture)) == picture)
    },
    repair: { repairedPNG($0) })
}

/// The file with the CRCs that its chunks must have, as far as their lengths lead.
private func repairedPNG(_ bytes: [UInt8]) -> [UInt8] {
  var repaired = bytes
  var offset = 8
  while bytes.count - offset >= 12 {
    let count = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    guard count <= bytes.count - offset - 12 else { break }
    let end = offset + 8 + count
    let sum = checksum(bytes[offset + 4..<end])
    repaired.replaceSubrange(end..<end + 4, with: bigEndian(sum))
    offset = end + 4
  }
  return repaired
}
