/// Draws images side by side, row by row.
///
/// Source pixel (y, x) of the image in row r and column c lies, before scaling, at
///
///     (spacing + r*(imageHeight + spacing) + y, spacing + c*(imageWidth + spacing) + x)
///
/// so `spacing` is the gap between cells and the margin round the whole.
///
/// - Parameters:
///   - images: Intensities, `[at most rows*columns, imageHeight, imageWidth]`; the cells that lack
///     an image stay background.
///   - imageWidth: Pixels a row of an image.
///   - imageHeight: Rows of an image.
///   - rows: Cells from top to bottom, at least 1.
///   - columns: Cells from left to right, at least 1.
///   - palette: The greys.
///   - scale: How often each pixel is repeated in both directions, at least 1.
///   - spacing: Source pixels of background, at least 0.
///   - caption: What stands above; it and `captionLineCount` take so many rows more.
///   - captionLineCount: Lines to leave room for, at least those of the caption.
/// - Returns: `scale * (spacing + columns*(imageWidth + spacing))` pixels wide, and high likewise.
/// - Precondition: `images` holds whole images, and no more than there are cells.
public func grid(
  of images: [Float], imageWidth: Int = 28, imageHeight: Int = 28, rows: Int, columns: Int,
  palette: Palette, scale: Int = 1, spacing: Int = 2, caption: Caption? = nil,
  captionLineCount: Int = 0
) -> Picture {
  precondition(
    imageWidth > 0 && imageHeight > 0 && rows > 0 && columns > 0 && scale > 0 && spacing >= 0,
    "a grid of \(rows)x\(columns), scale \(scale), spacing \(spacing)")
  let imageSize = imageWidth * imageHeight
  let (count, rest) = images.count.quotientAndRemainder(dividingBy: imageSize)
  precondition(
    rest == 0 && count <= rows * columns,
    "\(images.count) intensities for \(rows)x\(columns) images of \(imageWidth)x\(imageHeight)")

  let width = spacing + columns * (imageWidth + spacing)
  let height = spacing + rows * (imageHeight + spacing)
  var pixels = [UInt8](repeating: palette.background, count: width * height)
  for image in 0..<count {
    let (row, column) = image.quotientAndRemainder(dividingBy: columns)
    let left = spacing + column * (imageWidth + spacing)
    let top = spacing + row * (imageHeight + spacing)
    for y in 0..<imageHeight {
      let source = image * imageSize + y * imageWidth
      let target = (top + y) * width + left
      for x in 0..<imageWidth { pixels[target + x] = palette.gray(images[source + x]) }
    }
  }
  let letters =
    caption?.pixels(width: width, lineCount: captionLineCount, palette: palette) ?? []
  return Picture(
    width: width, height: height + letters.count / width, pixels: letters + pixels
  ).enlarged(by: scale)
}

extension Picture {
  /// The pictures side by side, from left to right.
  ///
  /// - Precondition: There is one, and all are of one height.
  public init(sideBySide pictures: [Picture]) {
    guard let first = pictures.first else { preconditionFailure("no pictures") }
    precondition(pictures.allSatisfy { $0.height == first.height }, "pictures of different heights")
    let pixels = (0..<first.height).flatMap { row in
      pictures.flatMap { $0.pixels[row * $0.width..<(row + 1) * $0.width] }
    }
    self.init(
      width: pictures.reduce(0) { $0 + $1.width }, height: first.height, pixels: pixels)
  }

  /// Each pixel repeated in both directions.
  func enlarged(by scale: Int) -> Picture {
    if scale == 1 { return self }
    var larger: [UInt8] = []
    larger.reserveCapacity(pixels.count * scale * scale)
    for y in 0..<height {
      let row = pixels[y * width..<(y + 1) * width].flatMap { repeatElement($0, count: scale) }
      // Not a slice of `larger`: it would share the storage, and each append copy all of it.
      for _ in 0..<scale { larger.append(contentsOf: row) }
    }
    return Picture(width: width * scale, height: height * scale, pixels: larger)
  }
}
