import ArgumentParser
import CommandSupport
import Drawing
import Pictures

extension Palette: ExpressibleByArgument {}

/// How images are laid out on a sheet.
struct SheetOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("gray_r: black on white; gray: white on black.", valueName: "name"))
  var palette = Palette.grayReversed

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Times each pixel is repeated, 1 to 32. (default: what makes 600 to 1000 pixels a row)",
      valueName: "n"),
    transform: wholeNumber(in: SheetLayout.scaleRange))
  var scale: Int?

  /// The layout of a sheet, or of several side by side.
  ///
  /// - Throws: `ValidationError` for a picture that is too large.
  func layout(rows: Int, columns: Int, sheets: Int = 1) throws -> SheetLayout {
    let layout = SheetLayout(
      rows: rows, columns: columns, palette: palette, scale: scale, sheets: sheets)
    guard max(layout.width, layout.height) <= largestPictureSide else {
      throw ValidationError(
        """
        a picture of \(layout.width)x\(layout.height) pixels is larger than \
        \(largestPictureSide)x\(largestPictureSide); take a smaller --scale, or fewer --rows or \
        --columns
        """)
    }
    return layout
  }

  /// The layout of a sheet of this size, and what tells the name of its picture from the standard one's.
  ///
  /// - Throws: As above.
  func layout(of size: SheetSize, sheets: Int = 1) throws -> (layout: SheetLayout, suffix: String) {
    let layout = try layout(rows: size.rows, columns: size.columns, sheets: sheets)
    return (layout, layout.nameSuffix(besides: size.standard))
  }
}

/// How many images a sheet shows.
struct SizeOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images from top to bottom, 1 to 100. (default: 10, or as many as there are)", valueName: "n"),
    transform: wholeNumber(in: SheetLayout.countRange))
  var rows: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images from left to right, 1 to 100. (default: 10, or as many as there are)", valueName: "n"),
    transform: wholeNumber(in: SheetLayout.countRange))
  var columns: Int?
}
