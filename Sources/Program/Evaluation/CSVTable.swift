import DurableFiles

/// Rows of cells as RFC 4180 has them: a header, lines that end with CR and LF, quotes where a cell
/// needs them.
public struct CSVTable: Equatable, Sendable {
  /// All rows, the header first.
  public let rows: [[String]]

  /// - Precondition: All rows have as many cells as the header.
  init(header: [String], rows: [[String]]) {
    precondition(rows.allSatisfy { $0.count == header.count }, "a row of another width")
    self.rows = [header] + rows
  }

  /// The whole file.
  public var text: String {
    rows.map { $0.map(Self.quoted).joined(separator: ",") + "\r\n" }.joined()
  }

  /// Replaces a file.
  ///
  /// - Throws: `FileError`.
  public func write(to path: String) throws {
    try replaceFile(at: path, contents: Array(text.utf8))
  }

  private static func quoted(_ cell: String) -> String {
    let isPlain = cell.utf8.allSatisfy { !"\",\r\n".utf8.contains($0) }
    return isPlain ? cell : "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }

  /// The cells of metrics, in the order of `MetricName`; of those there are not, empty ones.
  ///
  /// A number has the digits that tell it from all others.
  static func cells(_ value: (MetricName) -> Double?) -> [String] {
    MetricName.allCases.map { name in
      guard let value = value(name) else { return "" }
      return name == .missingClasses && value == value.rounded() ? "\(Int(value))" : "\(value)"
    }
  }

  /// The header's cells of metrics.
  static let metricKeys = MetricName.allCases.map(\.rawValue)

  private static let recordKeys = [
    "checkpoint", "epoch", "samples", "neighbours", "seed", "data_sha256", "judge_sha256",
  ]

  /// A row for each record.
  public init(_ records: [EvaluationRecord]) {
    self.init(
      header: Self.recordKeys + Self.metricKeys,
      rows: records.map { record in
        let conditions = record.conditions
        return [
          record.checkpoint, "\(conditions.epoch)", "\(conditions.samples)",
          "\(conditions.neighbours)", "\(conditions.seed)", conditions.dataSha256,
          conditions.judgeSha256 ?? "",
        ] + Self.cells { record.metrics[$0] }
      })
  }
}

extension FileKind {
  /// What `CSVTable` writes, told by its first key.
  public static let evaluationTable = FileKind("a table of evaluations") { beginning in
    ["checkpoint,epoch,", "run,group,"].contains { beginning.starts(with: $0.utf8) }
  }
}
