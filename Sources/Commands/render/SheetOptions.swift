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
    help: ArgumentHelp("Times each pixel is repeated, 1 to 16. (default: 1)", valueName: "n"),
    transform: wholeNumber(in: SheetLayout.scaleRange))
  var scale = 1

  /// The layout of a sheet.
  ///
  /// - Throws: `ValidationError` for a sheet that is too large.
  func layout(rows: Int, columns: Int) throws -> SheetLayout {
    let layout = SheetLayout(rows: rows, columns: columns, palette: palette, scale: scale)
    guard max(layout.width, layout.height) <= largestPictureSide else {
      throw ValidationError(
        """
        a sheet of \(layout.width)x\(layout.height) pixels is larger than \
        \(largestPictureSide)x\(largestPictureSide); take a smaller --scale, or fewer --rows or \
        --columns
        """)
    }
    return layout
  }
}

/// How many generated images a sheet shows.
struct GridOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images from top to bottom, 1 to 100. (default: 10)", valueName: "n"),
    transform: wholeNumber(in: SheetLayout.countRange))
  var rows = 10

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images from left to right, 1 to 100. (default: 10)", valueName: "n"),
    transform: wholeNumber(in: SheetLayout.countRange))
  var columns = 10

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Key of the latents: the same ones for every checkpoint. (default: 1)", valueName: "n"),
    transform: wholeNumber(in: 0...UInt64.max))
  var seed: UInt64 = 1
}

/// Refuses an empty path.
///
/// - Throws: `ValidationError`.
func check(_ path: String?, _ option: String) throws {
  if path?.isEmpty == true { throw ValidationError("\(option) is empty; name a path") }
}
