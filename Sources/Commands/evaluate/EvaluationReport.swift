import CommandSupport
import Evaluation
import Judging

/// The result of evaluating checkpoints, as tables or a line of JSON.
struct EvaluationReport {
  let outcome: EvaluationOutcome
  /// Images of known quality as the judge sees them; none without one.
  let calibration: [CalibrationRow]
  let path: String
  /// Why the file was not written though records were computed; nil when it was.
  let refusal: String?

  private struct JSONResult: Encodable {
    let output: String
    let changed: Bool
    let computed: Int
    let records: [EvaluationRecord]
    let failed: [String]
  }

  /// Prints the tables, or the JSON, on standard output and what was done on standard error.
  func print(_ options: OutputOptions) throws {
    let asked = outcome.records.count + outcome.failures.count
    if let refusal, outcome.computed > 0, !options.quiet {
      printDiagnostic(
        "warning: evaluated \(outcome.computed) of \(asked) checkpoints, but not kept: \(refusal)")
    }
    if options.json {
      try printJSON(
        JSONResult(
          output: path, changed: outcome.isFileChanged, computed: outcome.computed,
          records: outcome.records, failed: outcome.failures.map(\.checkpoint)))
      return
    }
    if options.quiet { return }
    if let record = outcome.records.first { try printResult(tables(footer: footer(of: record))) }
    if outcome.isFileChanged {
      printDiagnostic("evaluated \(outcome.computed) of \(asked) checkpoints, wrote \(path)")
    } else if outcome.failures.isEmpty, outcome.computed == 0 {
      printDiagnostic("\(path) is up to date, nothing to do")
    }
  }

  private func tables(footer: String) -> String {
    let images = outcome.records.compactMap { record in
      record.metrics.images.map { [record.checkpoint] + QualityColumns.cells($0) }
    }
    let calibration = calibration.map { [$0.name] + QualityColumns.cells($0.report) }
    let known = calibration.isEmpty ? [] : [[]] + calibration
    let discriminators = outcome.records.map { [$0.checkpoint] + discriminatorCells($0) }
    let imageTable =
      images.isEmpty
      ? ""
      : alignedTable([["checkpoint"] + QualityColumns.titles] + images + known) + "\n\n"
    return imageTable
      + alignedTable(
        [
          [
            "checkpoint", "real right", "95 %", "loss", "fake right", "95 %", "loss", "AUC",
            "course",
          ]
        ] + discriminators) + "\n" + footer
  }

  /// What all records have in common.
  private func footer(of record: EvaluationRecord) -> String {
    let conditions = record.conditions
    let judge = conditions.judgeSha256.map { ", judge \($0.prefix(12))" } ?? ""
    return "\(record.real.images) test images, \(record.fake.images) generated with seed "
      + "\(conditions.seed), data \(conditions.dataSha256.prefix(12))" + judge
  }

  private func discriminatorCells(_ record: EvaluationRecord) -> [String] {
    func cells(_ judgement: Judgement, _ interval: [Double]) -> [String] {
      let borders = interval.map { fixed(100 * $0, 1) }.joined(separator: "-")
      return [percentage(judgement.accuracy), borders, fixed(judgement.loss, 4)]
    }
    let course = [record.course.accuracyReal, record.course.accuracyFake]
    return cells(record.real, record.accuracyRealInterval)
      + cells(record.fake, record.accuracyFakeInterval)
      + [
        fixed(record.metrics.discriminator.discriminatorAuc, 3),
        course.map { fixed(100 * $0, 0) + " %" }.joined(separator: " "),
      ]
  }
}
