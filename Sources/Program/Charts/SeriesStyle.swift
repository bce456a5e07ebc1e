/// How the lines of several runs are told apart: by colour, by dashes and by marks, any of which does.
struct SeriesStyle: Sendable {
  /// Lengths of strokes and gaps in turn; empty for a line without gaps.
  let dashes: [Double]
  let mark: Mark

  enum Mark: Sendable { case circle, square, triangle, diamond, cross, plus }

  static let all = [
    SeriesStyle(dashes: [], mark: .circle), SeriesStyle(dashes: [7, 3], mark: .square),
    SeriesStyle(dashes: [2, 2.5], mark: .triangle),
    SeriesStyle(dashes: [9, 3, 2, 3], mark: .diamond),
    SeriesStyle(dashes: [4, 4], mark: .cross),
    SeriesStyle(dashes: [9, 3, 2, 3, 2, 3], mark: .plus),
  ]
}

extension SeriesStyle.Mark {
  /// The corners of a filled mark around the origin, about 3 from it; empty for one of strokes.
  var outline: [Point] {
    switch self {
    case .circle:
      // Cosine and sine of 30 degrees, times 2.8.
      [
        (2.8, 0), (2.42, 1.4), (1.4, 2.42), (0, 2.8), (-1.4, 2.42), (-2.42, 1.4), (-2.8, 0),
        (-2.42, -1.4), (-1.4, -2.42), (0, -2.8), (1.4, -2.42), (2.42, -1.4),
      ].map(Point.init)
    case .square: [(-2.5, -2.5), (2.5, -2.5), (2.5, 2.5), (-2.5, 2.5)].map(Point.init)
    case .triangle: [(0, -3.4), (3.2, 2.2), (-3.2, 2.2)].map(Point.init)
    case .diamond: [(0, -3.6), (3.6, 0), (0, 3.6), (-3.6, 0)].map(Point.init)
    case .cross, .plus: []
    }
  }

  /// The strokes of a mark that is not filled.
  var strokes: [[Point]] {
    switch self {
    case .cross: [[Point(-2.6, -2.6), Point(2.6, 2.6)], [Point(-2.6, 2.6), Point(2.6, -2.6)]]
    case .plus: [[Point(-3.4, 0), Point(3.4, 0)], [Point(0, -3.4), Point(0, 3.4)]]
    default: []
    }
  }
}
