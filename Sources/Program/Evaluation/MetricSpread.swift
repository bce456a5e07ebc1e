/// How the metrics of a checkpoint spread over runs that differ in the seed only.
public struct MetricSpread: Encodable, Sendable {
  /// Of one metric.
  public struct Spread: Encodable, Equatable, Sendable {
    public let mean: Double
    /// The standard deviation, the sum of squares divided by the number of runs less one.
    public let deviation: Double
    public let least, most: Double

    /// - Precondition: There are two values at least.
    init(_ values: [Double]) {
      precondition(values.count >= 2, "one value does not spread")
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.mean = mean
      deviation = (squares / Double(values.count - 1)).squareRoot()
      least = values.reduce(.infinity, min)
      most = values.reduce(-.infinity, max)
    }
  }

  public let checkpoint: String
  /// See `RunComparison.Entry`.
  public let group: Int
  /// How many.
  public let runs: Int
  /// By the keys of `MetricName`; of those that all the runs have.
  public let metrics: [String: Spread]

  /// Of a metric.
  public subscript(name: MetricName) -> Spread? { metrics[name.rawValue] }

  /// The spreads of entries that are in order of epochs.
  static func all(of entries: [RunComparison.Entry]) -> [MetricSpread] {
    var spreads: [MetricSpread] = []
    for (index, entry) in entries.enumerated() {
      let isSame = { (other: RunComparison.Entry) in
        other.checkpoint == entry.checkpoint && other.group == entry.group
      }
      if entries[..<index].contains(where: isSame) { continue }
      let group = entries[index...].filter(isSame)
      if group.count < 2 { continue }
      let metrics = MetricName.allCases.compactMap { name -> (String, Spread)? in
        let values = group.compactMap { $0.metrics[name] }
        return values.count == group.count ? (name.rawValue, Spread(values)) : nil
      }
      spreads.append(
        MetricSpread(
          checkpoint: entry.checkpoint, group: entry.group, runs: group.count,
          metrics: Dictionary(metrics, uniquingKeysWith: { $1 })))
    }
    return spreads.sorted {
      ($0.checkpoint.count, $0.checkpoint, $0.group)
        < ($1.checkpoint.count, $1.checkpoint, $1.group)
    }
  }
}

extension CSVTable {
  /// A row for each run and checkpoint, then four for each group and checkpoint, with the name of a
  /// statistic in the place of the run.
  public init(_ comparison: RunComparison) {
    let entries = comparison.entries.map { entry in
      [entry.run, "\(entry.group)", "\(entry.seed)", entry.checkpoint]
        + Self.cells { entry.metrics[$0] }
    }
    let spreads = comparison.spreads.flatMap { spread in
      let statistics: [(String, (MetricSpread.Spread) -> Double)] = [
        ("mean", { $0.mean }), ("deviation", { $0.deviation }), ("least", { $0.least }),
        ("most", { $0.most }),
      ]
      return statistics.map { name, value in
        [name, "\(spread.group)", "", spread.checkpoint]
          + Self.cells { spread[$0].map(value) }
      }
    }
    self.init(
      header: ["run", "group", "seed", "checkpoint"] + Self.metricKeys, rows: entries + spreads)
  }
}
