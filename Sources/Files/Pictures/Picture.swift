/// Grey pixels, drawn but not yet a file.
public struct Picture: Equatable, Sendable {
  /// Pixels a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `[height, width]`, 0 black to 255 white.
  public let pixels: [UInt8]

  /// A picture of at least one pixel.
  ///
  /// - Precondition: `pixels` has `width * height` elements.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height,
      "\(pixels.count) pixels for a picture of \(width)x\(height)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}
