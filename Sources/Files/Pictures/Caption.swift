/// A line or more of small letters above a picture.
public struct Caption: Equatable, Sendable {
  /// From top to bottom.
  public let lines: [String]

  private static let margin = 3
  /// From the left edge of a letter to that of the next, and from line to line.
  private static let advance = PixelFont.width + 1
  private static let lineHeight = PixelFont.height + 2

  /// Words in lines of at most `width` pixels, of which each takes as many words as fit; a word that
  /// is longer than a line is cut.
  ///
  /// - Precondition: A letter fits into `width`.
  public init(_ text: String, width: Int) {
    let most = (width - 2 * Self.margin + 1) / Self.advance
    precondition(most > 0, "a caption of \(width) pixels")
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= most {
        lines[lines.count - 1] = "\(last) \(word)"
        continue
      }
      var rest = word
      while !rest.isEmpty {
        lines.append(String(rest.prefix(most)))
        rest = rest.dropFirst(most)
      }
    }
    self.lines = lines
  }

  /// Rows of pixels that so many lines take.
  public static func height(lineCount: Int) -> Int {
    lineCount == 0 ? 0 : margin + lineCount * lineHeight
  }

  /// The caption alone.
  ///
  /// - Parameters:
  ///   - width: Pixels a row; letters beyond it are cut off.
  ///   - lineCount: Lines to leave room for, at least those there are.
  ///   - palette: Letters are strokes.
  /// - Returns: Pixels, `[height(lineCount:), width]`.
  func pixels(width: Int, lineCount: Int, palette: Palette) -> [UInt8] {
    precondition(lines.count <= lineCount)
    let height = Self.height(lineCount: lineCount)
    var pixels = [UInt8](repeating: palette.background, count: width * height)
    for (line, text) in lines.enumerated() {
      for (column, letter) in text.enumerated() {
        for (row, bits) in PixelFont.rows(of: letter).enumerated() {
          let top = Self.margin + line * Self.lineHeight + row
          for bit in 0..<PixelFont.width where bits >> (PixelFont.width - 1 - bit) & 1 == 1 {
            let left = Self.margin + column * Self.advance + bit
            if left < width { pixels[top * width + left] = palette.gray(1) }
          }
        }
      }
    }
    return pixels
  }
}
