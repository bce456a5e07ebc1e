import Pictures

extension Figure {
  /// The figure in pixels, `scale` times its size.
  func picture(scale: Int) -> ColourPicture {
    let factor = Double(scale)
    var canvas = Canvas(
      width: Int((width * factor).rounded(.up)), height: Int((height * factor).rounded(.up)))
    func larger(_ points: [Point]) -> [Point] { points.map { $0 * factor } }
    for item in items {
      switch item {
      case .line(let points, let stroke):
        let pieces = stroke.dashes.isEmpty ? [points] : dashed(points, stroke.dashes)
        canvas.stroke(
          pieces.map(larger), width: stroke.width * factor, colour: stroke.paint.colour)
      case .shape(let points, let paint):
        canvas.fill(larger(points), colour: paint.colour)
      case .text(let text, let point, let style):
        let strokes = StrokeFont.strokes(of: text, at: point, style).map(larger)
        let weight = StrokeFont.weight(of: style)
        if style.hasHalo {
          canvas.stroke(strokes, width: (weight + 3) * factor, colour: Paint.paper.colour)
        }
        canvas.stroke(strokes, width: weight * factor, colour: style.paint.colour)
      }
    }
    return ColourPicture(width: canvas.width, height: canvas.height, pixels: canvas.pixels)
  }
}

/// The strokes of a line with gaps: lengths of strokes and gaps in turn.
func dashed(_ points: [Point], _ lengths: [Double]) -> [[Point]] {
  guard var last = points.first else { return [] }
  var (pieces, piece) = ([[Point]](), [last])
  var (index, left) = (0, lengths[0])
  for point in points.dropFirst() {
    var rest = (point - last).length
    while rest > left {
      last = last + (point - last) * (left / rest)
      rest -= left
      if index.isMultiple(of: 2) { pieces.append(piece + [last]) }
      index = (index + 1) % lengths.count
      left = lengths[index]
      piece = [last]
    }
    left -= rest
    piece.append(point)
    last = point
  }
  if index.isMultiple(of: 2), piece.count > 1 { pieces.append(piece) }
  return pieces
}

/// Pixels that lines and shapes are drawn into, with smooth edges.
///
/// A pixel takes the colour by the share of it that is covered, which is told by the distance of its
/// middle from the edge: exact for straight edges along the axes, and near it for others.
struct Canvas {
  let width, height: Int
  /// `[height, width, 3]`.
  private(set) var pixels: [UInt8]

  /// White paper.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: 255, count: width * height * 3)
  }

  /// Draws lines with round ends.
  ///
  /// Where they cross, the colour is no stronger.
  mutating func stroke(_ lines: [[Point]], width thickness: Double, colour: Colour) {
    let reach = thickness / 2 + 0.5
    guard var mask = Mask(around: lines.flatMap { $0 }, reach: reach, in: self) else { return }
    for line in lines {
      let ends = line.count == 1 ? [(line[0], line[0])] : Array(zip(line, line.dropFirst()))
      for (start, end) in ends {
        mask.cover(around: [start, end], reach: reach) { point in
          reach - distance(from: point, toLineFrom: start, to: end)
        }
      }
    }
    blend(mask, colour)
  }

  /// Fills a convex shape.
  mutating func fill(_ corners: [Point], colour: Colour) {
    guard var mask = Mask(around: corners, reach: 1, in: self) else { return }
    let middle = corners.reduce(Point(0, 0), +) * (1 / Double(corners.count))
    let edges = zip(corners, corners.dropFirst() + corners.prefix(1)).compactMap {
      start, end -> (start: Point, normal: Point)? in
      let along = end - start
      guard along.length > 0 else { return nil }
      let normal = Point(along.y, -along.x) * (1 / along.length)
      // Towards the outside.
      return (start, product(middle - start, normal) > 0 ? normal * -1 : normal)
    }
    mask.cover(around: corners, reach: 1) { point in
      edges.map { 0.5 - product(point - $0.start, $0.normal) }.min() ?? 0
    }
    blend(mask, colour)
  }

  private mutating func blend(_ mask: Mask, _ colour: Colour) {
    let channels = [colour.red, colour.green, colour.blue].map(Double.init)
    for y in mask.rows {
      for x in mask.columns {
        let share = Double(mask[x, y])
        if share == 0 { continue }
        for (channel, value) in channels.enumerated() {
          let place = (y * width + x) * 3 + channel
          let old = Double(pixels[place])
          pixels[place] = UInt8((old + (value - old) * share).rounded())
        }
      }
    }
  }
}

/// How much of each pixel of a part of a canvas is covered, 0...1.
private struct Mask {
  let columns, rows: Range<Int>
  private var shares: [Float]

  /// Of the pixels that are no further than `reach` from the box around `points`; nil when none are.
  init?(around points: [Point], reach: Double, in canvas: Canvas) {
    columns = Self.range(points.map(\.x), reach, canvas.width)
    rows = Self.range(points.map(\.y), reach, canvas.height)
    if columns.isEmpty || rows.isEmpty { return nil }
    shares = [Float](repeating: 0, count: columns.count * rows.count)
  }

  subscript(x: Int, y: Int) -> Float {
    shares[(y - rows.lowerBound) * columns.count + x - columns.lowerBound]
  }

  /// Raises the pixels near `points` to what `share`, clamped to 0...1, is in their middles.
  mutating func cover(
    around points: [Point], reach: Double, share: (Point) -> Double
  ) {
    let near = (
      columns: Self.range(points.map(\.x), reach, columns.upperBound).clamped(to: columns),
      rows: Self.range(points.map(\.y), reach, rows.upperBound).clamped(to: rows)
    )
    for y in near.rows {
      for x in near.columns {
        let place = (y - rows.lowerBound) * columns.count + x - columns.lowerBound
        let value = min(max(share(Point(Double(x) + 0.5, Double(y) + 0.5)), 0), 1)
        shares[place] = max(shares[place], Float(value))
      }
    }
  }

  private static func range(_ values: [Double], _ reach: Double, _ limit: Int) -> Range<Int> {
    guard let low = values.min(), let high = values.max() else { return 0..<0 }
    let first = min(max(0, Int(low - reach)), limit)
    return first..<max(first, min(limit, Int(high + reach) + 1))
  }
}

private func product(_ one: Point, _ other: Point) -> Double { one.x * other.x + one.y * other.y }

private func distance(from point: Point, toLineFrom start: Point, to end: Point) -> Double {
  let along = end - start
  let square = product(along, along)
  if square == 0 { return (point - start).length }
  let share = min(max(product(point - start, along) / square, 0), 1)
  return (point - (start + along * share)).length
}
