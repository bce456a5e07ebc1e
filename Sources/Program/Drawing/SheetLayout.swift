import Pictures

/// How a sheet of 28x28 images is laid out.
public struct SheetLayout: Equatable, Sendable {
  /// Images from top to bottom and from left to right.
  public let rows, columns: Int
  /// The greys.
  public let palette: Palette
  /// How often each pixel is repeated in both directions.
  public let scale: Int

  /// Images in a row or column.
  public static let countRange = 1...100
  /// Enlargements.
  public static let scaleRange = 1...16
  private static let imageSide = 28
  private static let spacing = 2

  /// A layout.
  ///
  /// - Precondition: `rows` and `columns` are in `countRange`, `scale` in `scaleRange`.
  public init(rows: Int, columns: Int, palette: Palette, scale: Int) {
    precondition(
      Self.countRange.contains(rows) && Self.countRange.contains(columns)
        && Self.scaleRange.contains(scale))
    self.rows = rows
    self.columns = columns
    self.palette = palette
    self.scale = scale
  }

  /// Images on the sheet.
  public var count: Int { rows * columns }

  /// Pixels a row of the sheet.
  public var width: Int { Self.side(columns) * scale }

  /// Rows of pixels of the sheet.
  public var height: Int { Self.side(rows) * scale }

  private static func side(_ cells: Int) -> Int { spacing + cells * (imageSide + spacing) }

  /// The sheet of `images`, `[at most count, 28, 28]`, 0 background to 1 stroke.
  func picture(of images: [Float]) -> Picture {
    grid(
      of: images, imageWidth: Self.imageSide, imageHeight: Self.imageSide, rows: rows,
      columns: columns, palette: palette, scale: scale, spacing: Self.spacing)
  }

  /// For a picture's texts.
  var description: String {
    "\(rows) rows, \(columns) columns, palette \(palette.rawValue), scale \(scale)"
  }
}
