import Pictures

/// Charts that lie together, two in a row, with headings and the runs that the lines stand for.
public struct ChartSheet: Sendable {
  /// Charts under a heading.
  public struct Group: Sendable {
    let heading: String
    let charts: [LineChart]

    /// Charts that have something to draw stay; a group without any is not drawn.
    public init(heading: String, charts: [LineChart]) {
      self.heading = heading
      self.charts = charts.filter { !$0.isEmpty }
    }
  }

  private let runs: [String]
  private let groups: [Group]
  private static let columns = 2
  private static let headingHeight = 34.0
  private static let legendHeight = 24.0
  private static let margin = 8.0

  /// A sheet.
  ///
  /// - Precondition: Every chart has a series for each of the runs, of which there are at most
  ///   `LineChart.mostSeries`.
  public init(runs: [String], groups: [Group]) {
    precondition((1...LineChart.mostSeries).contains(runs.count))
    precondition(groups.allSatisfy { $0.charts.allSatisfy { $0.series.count == runs.count } })
    self.runs = runs
    self.groups = groups.filter { !$0.charts.isEmpty }
  }

  /// Whether there is nothing to draw.
  public var isEmpty: Bool { groups.isEmpty }

  /// The sheet as an SVG file, 600 pixels wide, in colours for white paper.
  public var svg: String { figure.svg(colours: .fixed, label: label) }

  /// The sheet in pixels, 600 times `scale` wide.
  public func picture(scale: Int) -> ColourPicture { figure.picture(scale: scale) }

  private var label: String { "Curves of \(runs.joined(separator: ", "))" }

  private var figure: Figure {
    let epochs = commonEpochs(of: groups.flatMap(\.charts))
    let rows = groups.map { ($0.charts.count + Self.columns - 1) / Self.columns }
    let height =
      Self.margin * 2 + Self.legendHeight * Double(runs.count)
      + rows.reduce(0) { $0 + Self.headingHeight + Double($1) * LineChart.size.height }
    var figure = Figure(width: Double(Self.columns) * LineChart.size.width, height: height)
    var y = Self.margin
    for (index, run) in runs.enumerated() {
      drawLegend(of: run, index, in: &figure, y: y)
      y += Self.legendHeight
    }
    for group in groups {
      figure.items.append(
        .text(group.heading, at: Point(4, y + 25), TextStyle(size: 16, isBold: true)))
      y += Self.headingHeight
      for (index, chart) in group.charts.enumerated() {
        let (row, column) = index.quotientAndRemainder(dividingBy: Self.columns)
        chart.draw(
          in: &figure,
          at: Point(
            Double(column) * LineChart.size.width, y + Double(row) * LineChart.size.height),
          epochs: epochs)
      }
      let rows = (group.charts.count + Self.columns - 1) / Self.columns
      y += Double(rows) * LineChart.size.height
    }
    return figure
  }

  private func drawLegend(of run: String, _ index: Int, in figure: inout Figure, y: Double) {
    let style = SeriesStyle.all[index]
    let middle = y + Self.legendHeight / 2
    figure.items.append(
      .line(
        [Point(6, middle), Point(62, middle)],
        Stroke(paint: .series(index), width: 1.75, dashes: style.dashes)))
    for x in [12.0, 56] { figure.draw(style.mark, .series(index), at: Point(x, middle)) }
    figure.items.append(.text(run, at: Point(72, middle + 5), TextStyle(size: 14)))
  }
}

/// The scale of all epochs that charts have points of.
func commonEpochs(of charts: [LineChart]) -> Scale {
  Scale(counting: charts.flatMap { $0.series.flatMap { $0.points.map(\.epoch) } }, steps: 6)
}

extension Array where Element == LineChart {
  /// The charts one by one, as SVG to be put into a page that has the custom properties of their
  /// colours; they share the horizontal axis.
  ///
  /// Each has the places of the first and the last epoch in `data-epochs` and `data-x`.
  public var svgForPage: [String] {
    let epochs = commonEpochs(of: self)
    return map { chart in
      var figure = Figure(width: LineChart.size.width, height: LineChart.size.height)
      chart.draw(in: &figure, at: Point(0, 0), epochs: epochs)
      let range = epochs.range
      return figure.svg(
        colours: .properties, label: chart.title,
        attributes: [
          ("class", "chart"), ("data-epochs", "\(Int(range.lowerBound)) \(Int(range.upperBound))"),
          ("data-x", LineChart.horizontalEnds),
        ])
    }
  }
}

extension LineChart {
  /// Where the horizontal axis begins and ends, and where the vertical one does.
  fileprivate static var horizontalEnds: String { "46 286 30 154" }
}

extension LineChart {
  /// The line of a run as an SVG for a page, to stand beside the run's name.
  public static func legendForPage(of index: Int) -> String {
    let style = SeriesStyle.all[index % SeriesStyle.all.count]
    var figure = Figure(width: 68, height: 20)
    figure.items.append(
      .line(
        [Point(4, 10), Point(64, 10)],
        Stroke(paint: .series(index), width: 1.75, dashes: style.dashes)))
    for x in [14.0, 54] { figure.draw(style.mark, .series(index), at: Point(x, 10)) }
    return figure.svg(colours: .properties, label: "line \(index + 1)")
  }
}
