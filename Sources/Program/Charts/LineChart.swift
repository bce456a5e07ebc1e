/// One quantity over epochs, a line for each run.
public struct LineChart: Sendable {
  /// What is drawn, such as `Discriminator loss`.
  public let title: String
  /// A line for each run, some of which may have no points, in the order of the runs.
  public let series: [Series]
  /// Values that have a meaning of their own, such as ln 2.
  public let references: [Reference]
  /// How values lie along the vertical axis.
  public let axis: Axis

  /// The points of a run, by ascending epoch.
  public struct Series: Sendable {
    /// The run's name.
    public let name: String
    /// Epochs, at least 0, and the values there.
    public let points: [(epoch: Int, value: Double)]

    /// A series; values that are not finite, or too large to be drawn, are left out.
    public init(name: String, points: [(epoch: Int, value: Double)]) {
      self.name = name
      self.points = points.filter { abs($0.value) <= Self.largest }
    }

    /// No quantity of ours is anywhere near.
    private static let largest = 1e100
  }

  /// A line across the chart.
  public struct Reference: Sendable {
    public let label: String
    public let value: Double

    /// A line at `value`.
    public init(label: String, value: Double) {
      self.label = label
      self.value = value
    }
  }

  /// An axis.
  public enum Axis: Sendable {
    /// From the least to the greatest value.
    case fitting
    /// From 0 to 1.
    case shares
    /// By factors, where the values differ by more than ten times and are above 0.
    case factors
  }

  /// A chart.
  public init(title: String, series: [Series], references: [Reference] = [], axis: Axis = .fitting)
  {
    self.title = title
    self.series = series
    self.references = references
    self.axis = axis
  }

  /// Whether there is a point to draw.
  public var isEmpty: Bool { series.allSatisfy(\.points.isEmpty) }

  /// The runs that can be told apart in a chart.
  public static let mostSeries = SeriesStyle.all.count
}

extension LineChart {
  /// The scale of the values.
  ///
  /// A reference stretches it only up to twice the span of the points.
  var scale: Scale {
    let values = series.flatMap { $0.points.map(\.value) }
    let marked = values + references.map(\.value).filter { isNear($0, values) }
    switch axis {
    case .shares: return Scale(holding: marked + [0, 1], steps: 5)
    case .factors: return Scale(logarithmsOf: marked) ?? Scale(holding: marked, steps: 4)
    case .fitting: return Scale(holding: marked, steps: 4)
    }
  }

  private func isNear(_ value: Double, _ values: [Double]) -> Bool {
    guard let low = values.min(), let high = values.max() else { return true }
    if axis == .factors { return value > 0 && value * 10 >= low && value <= high * 10 }
    let room = max(high - low, abs(high) / 2)
    return value >= low - room && value <= high + room
  }
}
