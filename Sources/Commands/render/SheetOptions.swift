import ArgumentParser
import CommandSupport
import Drawing
import Pictures

extension Palette: ExpressibleByArgument {}

/// How images are laid out on a sheet.
struct SheetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("gray_r: black on white; gray: white on black.", valueName: "name"))
  var palette = Palette.grayReversed

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Times each pixel is repeated, 1 to 16.", valueName: "n"))
  var scale = 1

  /// The layout of a sheet.
  ///
  /// - Throws: `ValidationError` for a number out of range, or a sheet that is too large.
  func layout(rows: Int, columns: Int) throws -> SheetLayout {
    let counts = SheetLayout.countRange
    try check(rows, "--rows", counts)
    try check(columns, "--columns", counts)
    try check(scale, "--scale", SheetLayout.scaleRange)
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
    help: ArgumentHelp("Images from top to bottom, 1 to 100.", valueName: "n"))
  var rows = 10

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images from left to right, 1 to 100.", valueName: "n"))
  var columns = 10

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Key of the latents: the same ones for every checkpoint.", valueName: "n"))
  var seed: UInt64 = 1
}

/// Refuses a number out of its range.
///
/// - Throws: `ValidationError`.
func check(_ value: Int, _ option: String, _ range: ClosedRange<Int>) throws {
  guard range.contains(value) else {
    throw ValidationError(
      "\(option) is \(value); it must be in \(range.lowerBound)...\(range.upperBound)")
  }
}

/// Refuses an empty path.
///
/// - Throws: `ValidationError`.
func check(_ path: String?, _ option: String) throws {
  if path?.isEmpty == true { throw ValidationError("\(option) is empty; name a path") }
}
