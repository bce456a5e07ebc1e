import Networks

/// Images in memory at once as floats: whole shards.
private let pieceCount = 1024

/// The images `[count, 28, 28]` in pieces, as floats 0...1.
func pieces(of images: [UInt8]) -> some Sequence<(pixels: [Float], count: Int)> {
  stride(from: 0, to: images.count, by: pieceCount * Generator.pixels).lazy.map { first in
    let piece = images[first..<min(first + pieceCount * Generator.pixels, images.count)]
    return (piece.map { Float($0) / 255 }, piece.count / Generator.pixels)
  }
}

extension GeneratorModel {
  /// The images of `latents`, `[count, latentDimension]`, rounded to whole numbers 0...255, as those of
  /// data sets are; nil when one has a pixel that is no number.
  func roundedImages(latents: [Float]) -> [UInt8]? {
    let count = latents.count / latentDimension
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * Generator.pixels)
    for first in stride(from: 0, to: count, by: pieceCount) {
      let piece = first..<min(first + pieceCount, count)
      let images = images(
        latents: Array(
          latents[piece.lowerBound * latentDimension..<piece.upperBound * latentDimension]),
        count: piece.count)
      guard images.allSatisfy(\.isFinite) else { return nil }
      bytes += images.map { UInt8(min(max($0 * 255, 0), 255).rounded()) }
    }
    return bytes
  }
}

extension JudgeModel {
  /// What it makes of images `[count, 28, 28]`, 0...255.
  func opinions(of images: [UInt8]) -> Opinions {
    pieces(of: images).reduce(into: Opinions()) { all, piece in
      let some = opinions(images: piece.pixels, count: piece.count)
      all.features += some.features
      all.logits += some.logits
    }
  }
}

extension DiscriminatorModel {
  /// The logits `[count]` of images `[count, 28, 28]`, 0...255.
  func logits(_ images: [UInt8]) -> [Float] {
    pieces(of: images).flatMap { logits(images: $0.pixels, count: $0.count) }
  }
}
