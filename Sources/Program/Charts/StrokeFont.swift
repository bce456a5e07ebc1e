/// The letters of charts in pixels: lines of one width, drawn for this program.
///
/// A glyph is strokes, each of which begins with `/` (straight between its points), `(` (a quadratic
/// B-spline from its first point to its last) or `O` (a closed one). A point is two digits in base 36, how
/// far to the right and how far up; baselines lie at 4, capitals reach to 18, small letters to 14 and
/// down to 0.
enum StrokeFont {
  /// A glyph: its width, and its strokes as lists of points, of which baselines lie at 0 and capitals
  /// reach up to 14.
  struct Glyph {
    let width: Double
    let strokes: [[Point]]
  }

  /// The glyph of a character, of those it has none for a box.
  static func glyph(of character: Character) -> Glyph {
    let (width, strokes) = glyphs[character] ?? (8, "/040i8i8404")
    return Glyph(width: width, strokes: strokes.split(separator: " ").map(points))
  }

  /// Units between glyphs.
  static let gap = 4.0

  private static func points(_ stroke: Substring) -> [Point] {
    let digits = stroke.dropFirst().compactMap { Int(String($0), radix: 36) }
    let controls = stride(from: 0, to: digits.count - 1, by: 2).map {
      Point(Double(digits[$0]), Double(digits[$0 + 1]) - 4)
    }
    switch stroke.first {
    case "(": return openSpline(controls)
    case "O": return closedSpline(controls)
    default: return controls
    }
  }

  private static func openSpline(_ controls: [Point]) -> [Point] {
    guard controls.count > 2, let first = controls.first, let last = controls.last else {
      return controls
    }
    var points = [first]
    for index in 1..<controls.count - 1 {
      let isLast = index == controls.count - 2
      let end = isLast ? last : (controls[index] + controls[index + 1]) * 0.5
      points += curve(from: points[points.count - 1], by: controls[index], to: end)
    }
    return points
  }

  private static func closedSpline(_ controls: [Point]) -> [Point] {
    guard let first = controls.first, let last = controls.last else { return [] }
    var points = [(last + first) * 0.5]
    for (control, next) in zip(controls, controls.dropFirst() + [first]) {
      points += curve(from: points[points.count - 1], by: control, to: (control + next) * 0.5)
    }
    return points
  }

  /// Points of a quadratic Bezier curve behind its first.
  private static func curve(from start: Point, by control: Point, to end: Point) -> [Point] {
    (1...6).map { step in
      let t = Double(step) / 6
      return start * ((1 - t) * (1 - t)) + control * (2 * t * (1 - t)) + end * (t * t)
    }
  }

  private static let glyphs: [Character: (width: Double, strokes: String)] = [
    "A": (10, "/045ia4 /2989"), "B": (9, "/040i (0i4i8i8b4b0b (0b5b9b945404"),
    "C": (10, "(af9i5i0i045494a7"), "D": (10, "/040i (0i5iaia45404"),
    "E": (8, "/8i0i0484 /0b6b"), "F": (8, "/8i0i04 /0b6b"),
    "G": (10, "(af9i5i0i0454a4aa /aa6a"), "H": (10, "/040i /a4ai /0bab"), "I": (1, "/040i"),
    "J": (7, "(7i7a74340407"), "K": (9, "/040i /9i0a /3c94"), "L": (8, "/0i0484"),
    "M": (12, "/040i67cic4"), "N": (10, "/040ia4ai"), "O": (11, "O040ibib4"),
    "P": (9, "/040i (0i5i9i9a5a0a"), "Q": (11, "O040ibib4 /77b3"),
    "R": (9, "/040i (0i5i9i9a5a0a /5a94"), "S": (9, "(9f8i4i0i0b9b94541407"),
    "T": (10, "/0iai /5i54"), "U": (10, "(0i0a04a4aaai"), "V": (10, "/0i54ai"),
    "W": (14, "/0i347fb4ei"), "X": (10, "/04ai /0ia4"), "Y": (10, "/0i5aai /5a54"),
    "Z": (9, "/0i9i0494"),
    "a": (8, "O040e8e84 /8e84"), "b": (8, "/0i04 O040e8e84"), "c": (8, "(8c7e4e0e04447486"),
    "d": (8, "/8i84 O040e8e84"), "e": (8, "/0989 (898e0e04447486"), "f": (5, "(5i2i2e24 /0e5e"),
    "g": (8, "O040e8e84 (8e84804010"), "h": (8, "/0i04 (0a0e8e8a84"), "i": (1, "/0e04 /0h0i"),
    "j": (3, "(3e343000 /3h3i"), "k": (7, "/0i04 /7e08 /3b74"), "l": (1, "/0i04"),
    "m": (12, "/0e04 (0a0e6e6a64 (6a6ececac4"), "n": (8, "/0e04 (0a0e8e8a84"),
    "o": (8, "O040e8e84"), "p": (8, "/0e00 O040e8e84"), "q": (8, "/8e80 O040e8e84"),
    "r": (5, "/0e04 (0a0e5e"), "s": (7, "(7c6e3e0e097974441406"), "t": (5, "(2i282454 /0e5e"),
    "u": (8, "(0e080484888e /8e84"), "v": (8, "/0e448e"), "w": (12, "/0e346c94ce"),
    "x": (8, "/048e /0e84"), "y": (8, "/0e44 /8e20"), "z": (7, "/0e7e0474"),
    "0": (9, "O040i9i94"), "1": (9, "/2f6i64"), "2": (9, "(0f1i5i9i9c5904 /0494"),
    "3": (9, "(0f1i4i8i8b3b (3b9b94441407"), "4": (9, "/747i0898"),
    "5": (9, "/8i1i0a (0a2c5c9c94541407"), "6": (9, "O040c9c94 (7i1f08"), "7": (9, "/0i9i34"),
    "8": (9, "O1b1i8i8b O040b9b94"), "9": (9, "O9i9a0a0i (24879e"),
    " ": (4, ""), ".": (1, "/0405"), ",": (1, "/1502"), ":": (1, "/0405 /0d0e"),
    ";": (1, "/1502 /1d1e"), "-": (5, "/0a5a"), "_": (8, "/0282"), "+": (8, "/0a8a /4e46"),
    "=": (8, "/0c8c /0888"), "/": (7, "/027i"), "\\": (7, "/0i72"), "(": (3, "(3j0g0632"),
    ")": (3, "(0j3g3602"), "[": (3, "/3j0j0232"), "]": (3, "/0j3j3202"), "|": (1, "/0j02"),
    "<": (7, "/7e0a76"), ">": (7, "/0e7a06"), "%": (12, "O0d0i4i4d O8489c9c4 /14bi"),
    "#": (10, "/244i /648i /09a9 /1eae"), "'": (1, "/0i0f"), "\"": (3, "/0i0f /3i3f"),
    "!": (1, "/0i09 /0405"), "?": (7, "(0f0i7i7c3b39 /3435"), "*": (6, "/3i3c /0g6e /0e6g"),
  ]
}

extension StrokeFont {
  /// The strokes of a text from `point` on, which lies on its baseline.
  static func strokes(of text: String, at point: Point, _ style: TextStyle) -> [[Point]] {
    // Capitals are 0.72 of the size high; letters are a little narrower than they are drawn.
    let (across, up) = (style.size * 0.043, style.size * 0.72 / 14)
    let glyphs = text.map(glyph)
    let width = glyphs.reduce(-gap) { $0 + $1.width + gap } * across
    let shift =
      switch style.anchor {
      case .start: 0.0
      case .middle: width / 2
      case .end: width
      }
    var x = point.x - shift
    return glyphs.flatMap { glyph in
      defer { x += (glyph.width + gap) * across }
      return glyph.strokes.map { $0.map { Point(x + $0.x * across, point.y - $0.y * up) } }
    }
  }

  /// The width of the strokes.
  static func weight(of style: TextStyle) -> Double { style.size * (style.isBold ? 0.14 : 0.095) }
}
