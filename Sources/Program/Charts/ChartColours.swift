/// A colour of 8 bits a channel.
struct Colour: Equatable {
  let red, green, blue: UInt8

  init(_ hex: UInt32) {
    red = UInt8(hex >> 16 & 255)
    green = UInt8(hex >> 8 & 255)
    blue = UInt8(hex & 255)
  }

  /// Such as `#0b57b0`.
  var text: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

extension Paint {
  /// The colour on white paper.
  ///
  /// The series have at least 4.5 times the contrast of it, and differ in
  /// lightness or hue for readers who see fewer colours.
  var colour: Colour {
    switch self {
    case .paper: Colour(0xFFFFFF)
    case .ink: Colour(0x101010)
    case .quiet: Colour(0x595959)
    case .grid: Colour(0xE2E2E0)
    case .reference: Colour(0x767676)
    case .series(let index): Self.seriesColours[index % Self.seriesColours.count]
    }
  }

  /// The CSS custom property that has the colour in a page.
  var property: String {
    switch self {
    case .paper: "--chart-paper"
    case .ink: "--chart-ink"
    case .quiet: "--chart-quiet"
    case .grid: "--chart-grid"
    case .reference: "--chart-reference"
    case .series(let index): "--chart-series-\(index % Self.seriesColours.count + 1)"
    }
  }

  private static let seriesColours = [
    Colour(0x0B57B0), Colour(0xB54708), Colour(0x00705A), Colour(0x8F3F97), Colour(0x6B5B00),
    Colour(0xB3175A),
  ]
}
