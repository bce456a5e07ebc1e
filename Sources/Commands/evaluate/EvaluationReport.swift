import CommandSupport
import Evaluation

/// The result of evaluating checkpoints, as a table or a line of JSON.
struct EvaluationReport {
  let outcome: EvaluationOutcome
  let path: String
  let samples: Int
  let seed: UInt64
  let dataSha256: String
  /// Why the file was not written though records were computed; nil when it was.
  let refusal: String?

  private struct JSONResult: Encodable {
    let output: String
    let changed: Bool
    let computed: Int
    let records: [EvaluationRecord]
    let failed: [String]
  }

  /// Prints the table, or the JSON, on standard output and what was done on standard error.
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
    if !outcome.records.isEmpty { try printResult(table) }
    if outcome.isFileChanged {
      printDiagnostic("evaluated \(outcome.computed) of \(asked) checkpoints, wrote \(path)")
    } else if outcome.failures.isEmpty, outcome.computed == 0 {
      printDiagnostic("\(path) is up to date, nothing to do")
    }
  }

  private var table: String {
    let rows = outcome.records.map { record in
      [record.checkpoint] + cells(record.real) + cells(record.fake)
    }
    return alignedTable(
      [["checkpoint", "real", "accuracy", "loss", "fake", "accuracy", "loss"]] + rows)
      + "\n\(outcome.records[0].real.images) test images, \(samples) generated with seed \(seed), "
      + "data \(dataSha256.prefix(12))"
  }

  private func cells(_ judgement: Judgement) -> [String] {
    ["\(judgement.images)", percentage(judgement.accuracy), fixed(judgement.loss, 4)]
  }
}
