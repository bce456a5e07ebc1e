import Pictures

/// How a sheet of 28x28 images is laid out, or several such sheets side by side.
public struct SheetLayout: Equatable, Sendable {
  /// Images from top to bottom and from left to right.
  public let rows, columns: Int
  /// The greys.
  public let palette: Palette
  /// How often each pixel is repeated in both directions.
  public let scale: Int
  /// Sheets side by side.
  public let sheets: Int
  /// Lines of caption above each.
  private var captionLineCount = 0

  /// Images in a row or column.
  public static let countRange = 1...100
  /// Enlargements.
  public static let scaleRange = 1...32
  /// Sheets side by side.
  public static let sheetRange = 2...20
  private static let imageSide = 28
  private static let spacing = 2
  /// What a picture is enlarged to when nothing is said, where whole enlargements allow it, in pixels.
  private static let fittingWidth = 600...1000
  /// Leaves room for a caption.
  private static let fittingHeight = largestPictureSide * 3 / 4

  /// A layout.
  ///
  /// - Parameters:
  ///   - rows: Images from top to bottom of a sheet.
  ///   - columns: Images from left to right of a sheet.
  ///   - palette: The greys.
  ///   - scale: How often each pixel is repeated in both directions; nil for what makes the picture 600
  ///     to 1,000 pixels wide, or as near to that as whole numbers come.
  ///   - sheets: Sheets side by side.
  /// - Precondition: `rows` and `columns` are in `countRange`, `scale` in `scaleRange`, `sheets` is 1 or
  ///   in `sheetRange`.
  public init(rows: Int, columns: Int, palette: Palette, scale: Int? = nil, sheets: Int = 1) {
    precondition(
      Self.countRange.contains(rows) && Self.countRange.contains(columns)
        && (scale.map(Self.scaleRange.contains) ?? true)
        && (sheets == 1 || Self.sheetRange.contains(sheets)))
    self.rows = rows
    self.columns = columns
    self.palette = palette
    self.sheets = sheets
    self.scale =
      scale
      ?? Self.fittingScale(width: sheets * Self.side(columns), height: Self.side(rows))
  }

  /// The largest scale that leaves a picture at most 1,000 pixels wide, or one more when that would leave
  /// it narrower than 600.
  private static func fittingScale(width: Int, height: Int) -> Int {
    let narrow = fittingWidth.upperBound / width
    let fitting = narrow * width < fittingWidth.lowerBound ? narrow + 1 : narrow
    return max(1, min(fitting, scaleRange.upperBound, fittingHeight / height))
  }

  /// Images on a sheet.
  public var count: Int { rows * columns }

  /// Pixels a row of the picture.
  public var width: Int { sheets * sheetWidth * scale }

  /// Rows of pixels of the picture.
  public var height: Int { (Caption.height(lineCount: captionLineCount) + Self.side(rows)) * scale }

  private var sheetWidth: Int { Self.side(columns) }

  private static func side(_ cells: Int) -> Int { spacing + cells * (imageSide + spacing) }

  /// What tells the name of a picture from that of one of the size `rows` by `columns`, enlarged as it
  /// fits, in black on white.
  public func nameSuffix(besides size: (rows: Int, columns: Int)?) -> String {
    let isDefault = size.map { rows == $0.rows && columns == $0.columns } ?? false
    let fitting = SheetLayout(rows: rows, columns: columns, palette: palette, sheets: sheets).scale
    return (isDefault ? "" : "_\(rows)x\(columns)") + (scale == fitting ? "" : "_scale\(scale)")
      + (palette == .grayReversed ? "" : "_\(palette.rawValue)")
  }

  /// The layout with room for a caption, and for all that are no longer.
  func captioned(_ longest: String) -> SheetLayout {
    var layout = self
    layout.captionLineCount = Caption(longest, width: sheetWidth).lines.count
    return layout
  }

  /// A sheet of `images`, `[at most count, 28, 28]`, 0 background to 1 stroke.
  func picture(of images: [Float], caption: String? = nil) -> Picture {
    grid(
      of: images, imageWidth: Self.imageSide, imageHeight: Self.imageSide, rows: rows,
      columns: columns, palette: palette, scale: scale, spacing: Self.spacing,
      caption: caption.map { Caption($0, width: sheetWidth) }, captionLineCount: captionLineCount)
  }

  /// For a picture's texts.
  var description: String {
    "\(rows) rows, \(columns) columns, palette \(palette.rawValue), scale \(scale)"
      + (captionLineCount > 0 ? ", labelled" : "")
  }
}
