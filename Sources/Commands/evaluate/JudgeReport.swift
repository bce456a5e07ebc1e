import CommandSupport
import Judging

/// The judge of a store, as text or a line of JSON.
struct JudgeReport {
  private let judge: TrainedJudge
  private let path: String
  private let changed: Bool

  init(_ judge: TrainedJudge, path: String, changed: Bool) {
    self.judge = judge
    self.path = path
    self.changed = changed
  }

  private struct JSONResult: Encodable {
    let output: String
    let calibration: [CalibrationRow]
    let changed: Bool
    let classes: Int
    let confusion: [[Int]]
    let dataSha256: String
    let testAccuracy: Double
  }

  /// Prints how well it does, or the JSON, on standard output and what was done on standard error.
  func print(_ options: OutputOptions) throws {
    if options.json {
      try printJSON(
        JSONResult(
          output: path, calibration: judge.calibration, changed: changed,
          classes: judge.facts.classes, confusion: judge.confusion,
          dataSha256: judge.facts.dataSha256, testAccuracy: judge.facts.testAccuracy))
      return
    }
    if options.quiet { return }
    try printResult(
      alignedTable(
        [["images"] + QualityColumns.titles]
          + judge.calibration.map { [$0.name] + QualityColumns.cells($0.report) }))
    let images = judge.confusion.joined().reduce(0, +)
    try printResult(
      "\(percentage(judge.facts.testAccuracy)) of \(images) test images known, "
        + "\(judge.facts.classes) classes, data \(judge.facts.dataSha256.prefix(12))")
    printDiagnostic(changed ? "wrote \(path)" : "\(path) is up to date, nothing to do")
  }
}
