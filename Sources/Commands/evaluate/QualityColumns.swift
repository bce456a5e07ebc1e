import CommandSupport
import Judging

/// The metrics of images that fit a table of 100 columns; the others are in the JSON and the CSV.
enum QualityColumns {
  /// Those of a line, behind what it is of.
  static let titles = [
    "frechet", "kernel", "+-", "precision", "recall", "coverage", "score", "missing",
    "copies",
  ]

  /// Their cells.
  static func cells(_ report: QualityReport) -> [String] {
    [
      fixed(report.frechetDistance, 2), fixed(report.kernelDistance, 3),
      fixed(report.kernelDistanceDeviation, 3), fixed(report.precision, 3),
      fixed(report.recall, 3), fixed(report.coverage, 3),
      fixed(report.classifierScore, 2), "\(report.missingClasses)", percentage(report.copies),
    ]
  }
}
