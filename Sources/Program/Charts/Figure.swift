/// What charts are made of: lines, filled shapes and texts, which become SVG or pixels.
struct Figure {
  /// Size, in pixels at scale 1; the origin is the upper left corner.
  let width, height: Double
  var items: [Item] = []

  enum Item {
    case line([Point], Stroke)
    /// A convex shape.
    case shape([Point], Paint)
    case text(String, at: Point, TextStyle)
  }
}

/// A place, in pixels.
struct Point: Equatable {
  var x, y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  static func + (one: Point, other: Point) -> Point { Point(one.x + other.x, one.y + other.y) }
  static func - (one: Point, other: Point) -> Point { Point(one.x - other.x, one.y - other.y) }
  static func * (point: Point, factor: Double) -> Point {
    Point(point.x * factor, point.y * factor)
  }
  /// The distance from the origin.
  var length: Double { (x * x + y * y).squareRoot() }
}

/// What a colour is for; which one it is, the medium says.
enum Paint: Equatable {
  case paper, ink, quiet, grid, reference
  case series(Int)
}

/// How a line is drawn.
struct Stroke {
  let paint: Paint
  let width: Double
  var dashes: [Double] = []
}

/// How a text is set.
struct TextStyle {
  let size: Double
  var paint = Paint.ink
  var anchor = Anchor.start
  var isBold = false
  /// Whether it has an edge of paper, to be legible over lines.
  var hasHalo = false

  enum Anchor: String { case start, middle, end }
}
