import CommandSupport
import Evaluation

/// Several runs side by side, as a table or a line of JSON.
struct ComparisonReport {
  let comparison: RunComparison

  private struct JSONResult: Encodable {
    let runs: [RunComparison.Entry]
    let spreads: [MetricSpread]
    let leftOut: [RunComparison.Omission]
  }

  private static let columns: [(title: String, name: MetricName, decimals: Int)] = [
    ("frechet", .frechetDistance, 2), ("kernel", .kernelDistance, 3),
    ("precision", .precision, 3), ("recall", .recall, 3), ("coverage", .coverage, 3),
    ("score", .classifierScore, 2), ("AUC", .discriminatorAuc, 3),
  ]

  /// Prints the table, or the JSON, on standard output and who is left out on standard error.
  func print(_ options: OutputOptions) throws {
    if options.json {
      try printJSON(
        JSONResult(
          runs: comparison.entries, spreads: comparison.spreads, leftOut: comparison.omissions))
      return
    }
    if options.quiet { return }
    try printResult(alignedTable([header] + rows, leading: 2))
    for omission in comparison.omissions {
      printDiagnostic(
        "warning: '\(omission.run)' is left out: its records differ in "
          + "\(omission.otherConditions.joined(separator: ", ")); evaluate it as the others")
    }
  }

  private var header: [String] { ["checkpoint", "run"] + Self.columns.map(\.title) }

  /// Those of an epoch follow each other, the spreads behind its runs.
  private var rows: [[String]] {
    var rows: [[String]] = []
    for (index, entry) in comparison.entries.enumerated() {
      rows.append([entry.checkpoint, entry.run] + cells { entry.metrics[$0] })
      let next = comparison.entries.dropFirst(index + 1).first
      if next?.checkpoint == entry.checkpoint { continue }
      for spread in comparison.spreads where spread.checkpoint == entry.checkpoint {
        rows += spreadRows(spread)
      }
    }
    return rows
  }

  private func spreadRows(_ spread: MetricSpread) -> [[String]] {
    let group = "\(counted(spread.runs, "seed"))"
    return [
      [spread.checkpoint, "mean of \(group)"] + cells { spread[$0]?.mean },
      [spread.checkpoint, "deviation"] + cells { spread[$0]?.deviation },
      [spread.checkpoint, "least"] + cells { spread[$0]?.least },
      [spread.checkpoint, "most"] + cells { spread[$0]?.most },
    ]
  }

  private func cells(_ value: (MetricName) -> Double?) -> [String] {
    Self.columns.map { column in value(column.name).map { fixed($0, column.decimals) } ?? "-" }
  }
}
