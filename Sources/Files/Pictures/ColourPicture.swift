/// Coloured pixels, drawn but not yet a file.
public struct ColourPicture: Equatable, Sendable {
  /// Pixels a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `[height, width, 3]`: red, green and blue, 0 to 255, of sRGB.
  public let pixels: [UInt8]

  /// A picture of at least one pixel.
  ///
  /// - Precondition: `pixels` has `width * height * 3` elements.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height * 3,
      "\(pixels.count) numbers for a coloured picture of \(width)x\(height)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}
