import Charts
import DurableFiles
import Judging
import Pictures

/// The curves of some runs: everything that `train.jsonl` and `evaluation.jsonl` have for each epoch.
public struct RunCurves: Sendable {
  let sheet: ChartSheet
  private let names: [String]

  /// The most runs that a chart can tell apart.
  public static let mostRuns = LineChart.mostSeries

  /// The curves of runs.
  ///
  /// - Parameters:
  ///   - histories: One to `mostRuns`, of different names.
  ///   - judge: Knows what written digits score; nil without.
  /// - Throws: `ReportError.noNumbers` when there is nothing to draw; what the encoder throws for a judge
  ///   that is not finite.
  public init(of histories: [RunHistory], judge: TrainedJudge?) throws {
    names = histories.map(\.name)
    let calibration = try Calibration(of: judge, for: histories)
    sheet = ChartSheet(
      runs: names,
      groups: [
        ChartSheet.Group(heading: "Training", charts: trainingCharts(of: histories)),
        ChartSheet.Group(
          heading: "Evaluation", charts: evaluationCharts(of: histories, calibration: calibration)),
      ])
    if sheet.isEmpty { throw ReportError.noNumbers(runs: names) }
  }

  /// What a sheet of curves can be.
  public enum Format: String, CaseIterable, Sendable { case svg, png }

  /// Pixels of the PNG for each of the SVG.
  private static let scale = 2

  /// The sheet as a file; the same numbers give the same bytes.
  ///
  /// - Throws: `PictureError`.
  public func bytes(as format: Format, toolVersion: String) throws -> [UInt8] {
    switch format {
    case .svg: Array(sheet.svg.utf8)
    case .png:
      try pngBytes(
        sheet.picture(scale: Self.scale),
        text: [
          ("Software", "handwriting-gan render \(toolVersion)"),
          ("Runs", names.joined(separator: "\n").filter { $0 != "\0" }),
        ])
    }
  }
}

extension FileKind {
  /// An SVG that begins with its element, as ours do.
  public static let svg = FileKind("an SVG") { $0.starts(with: Array("<svg ".utf8)) }
}

/// A chart for each number of `train.jsonl`.
func trainingCharts(of histories: [RunHistory]) -> [LineChart] {
  Quantity.training.map { $0.chart(of: histories, \.training) }
}

/// A chart for each metric of `evaluation.jsonl`.
///
/// - Parameters:
///   - histories: The runs.
///   - calibration: Of the judge that measured the metrics; nil when it is unknown.
/// - Returns: The charts, some of which may have no points.
func evaluationCharts(
  of histories: [RunHistory], calibration: Calibration?
) -> [LineChart] {
  Quantity.evaluation.map {
    $0.chart(of: histories, \.evaluations, floor: calibration?.floor(of: $0.key))
  }
}
