/// How a chart is laid out, in pixels at scale 1.
private enum Layout {
  static let left = 46.0
  static let right = 14.0
  static let top = 30.0
  static let bottom = 36.0
  static let titleSize = 13.0
  static let labelSize = 11.0
  static let lineWidth = 1.75
  /// Points a line has at most, two for each pixel or so.
  static let mostPoints = 800
  /// Marks of a line; of fewer points each has one.
  static let marks = 12
}

extension LineChart {
  /// Width and height of a chart.
  static let size = (width: 300.0, height: 190.0)

  /// Draws the chart with its upper left corner at `origin`.
  ///
  /// - Parameters:
  ///   - figure: Gets the items.
  ///   - origin: The corner.
  ///   - epochs: The horizontal axis, which charts that lie together share.
  func draw(in figure: inout Figure, at origin: Point, epochs: Scale) {
    let frame = Frame(origin: origin, epochs: epochs, values: scale)
    figure.items.append(
      .text(
        title, at: origin + Point(4, 17), TextStyle(size: Layout.titleSize, isBold: true)))
    drawAxes(in: &figure, frame)
    for reference in references where frame.values.range.contains(reference.value) {
      drawReference(reference, in: &figure, frame)
    }
    for (index, series) in series.enumerated() { draw(series, index, in: &figure, frame) }
    for reference in references where frame.values.range.contains(reference.value) {
      label(reference, in: &figure, frame)
    }
  }

  private struct Frame {
    let origin: Point
    let epochs, values: Scale

    var left: Double { origin.x + Layout.left }
    var right: Double { origin.x + LineChart.size.width - Layout.right }
    var top: Double { origin.y + Layout.top }
    var bottom: Double { origin.y + LineChart.size.height - Layout.bottom }

    func x(_ epoch: Double) -> Double { left + (right - left) * epochs.position(of: epoch) }
    func y(_ value: Double) -> Double { bottom - (bottom - top) * values.position(of: value) }
  }

  private func drawAxes(in figure: inout Figure, _ frame: Frame) {
    let label = TextStyle(size: Layout.labelSize, paint: .quiet)
    for tick in frame.values.ticks {
      let y = frame.y(tick.value)
      figure.items.append(
        .line([Point(frame.left, y), Point(frame.right, y)], Stroke(paint: .grid, width: 1)))
      var style = label
      style.anchor = .end
      figure.items.append(.text(tick.text, at: Point(frame.left - 6, y + 4), style))
    }
    for tick in frame.epochs.ticks {
      let x = frame.x(tick.value)
      figure.items.append(
        .line(
          [Point(x, frame.bottom), Point(x, frame.bottom + 4)], Stroke(paint: .quiet, width: 1)))
      var style = label
      style.anchor = .middle
      figure.items.append(.text(tick.text, at: Point(x, frame.bottom + 16), style))
    }
    figure.items.append(
      .line(
        [Point(frame.left, frame.bottom), Point(frame.right, frame.bottom)],
        Stroke(paint: .quiet, width: 1)))
    var style = label
    style.anchor = .middle
    figure.items.append(
      .text("epoch", at: Point((frame.left + frame.right) / 2, frame.bottom + 30), style))
  }

  private func drawReference(_ reference: Reference, in figure: inout Figure, _ frame: Frame) {
    let y = frame.y(reference.value)
    figure.items.append(
      .line(
        [Point(frame.left, y), Point(frame.right, y)],
        Stroke(paint: .reference, width: 1.25, dashes: [5, 4])))
  }

  private func label(_ reference: Reference, in figure: inout Figure, _ frame: Frame) {
    let y = frame.y(reference.value)
    // Above the line, unless there is no room.
    let baseline = y - 14 < frame.top ? y + 13 : y - 4
    figure.items.append(
      .text(
        reference.label, at: Point(frame.right, baseline),
        TextStyle(size: Layout.labelSize, paint: .quiet, anchor: .end, hasHalo: true)))
  }

  private func draw(_ series: Series, _ index: Int, in figure: inout Figure, _ frame: Frame) {
    let style = SeriesStyle.all[index % SeriesStyle.all.count]
    let points = thinned(series.points, to: Layout.mostPoints).map {
      Point(frame.x(Double($0.epoch)), frame.y($0.value))
    }
    if points.count > 1 {
      figure.items.append(
        .line(
          points,
          Stroke(paint: .series(index), width: Layout.lineWidth, dashes: style.dashes)))
    }
    let interval = max(1, points.count / Layout.marks)
    for place in stride(from: 0, to: points.count, by: interval) {
      figure.draw(style.mark, .series(index), at: points[place])
    }
  }
}

extension Figure {
  /// Draws a mark of a line.
  mutating func draw(_ mark: SeriesStyle.Mark, _ paint: Paint, at point: Point) {
    if !mark.outline.isEmpty { items.append(.shape(mark.outline.map { $0 + point }, paint)) }
    for stroke in mark.strokes {
      items.append(.line(stroke.map { $0 + point }, Stroke(paint: paint, width: 1.5)))
    }
  }
}

/// The points, or of more than `limit` the first, the least, the greatest and the last of as many equal
/// parts as that allows: what is drawn looks the same.
func thinned(
  _ points: [(epoch: Int, value: Double)], to limit: Int
) -> [(epoch: Int, value: Double)] {
  if points.count <= limit { return points }
  let parts = limit / 4
  return (0..<parts).flatMap { part in
    let range = points.count * part / parts..<points.count * (part + 1) / parts
    let least = range.min { points[$0].value < points[$1].value } ?? range.lowerBound
    let greatest = range.max { points[$0].value < points[$1].value } ?? range.lowerBound
    let chosen = Set([range.lowerBound, least, greatest, range.upperBound - 1])
    return chosen.sorted().map { points[$0] }
  }
}
