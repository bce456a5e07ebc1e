import ArgumentParser
import CommandSupport
import Gates

/// What a gate says, as a table or a line of JSON.
struct GateReport {
  let verdict: Verdict
  /// The gate's file.
  let gate: String
  /// Where the verdict is kept.
  let file: VerdictFile

  private struct JSONResult: Encodable {
    let output: String?
    let verdict: Verdict
  }

  /// Prints the comparisons, and in a line what follows from them.
  ///
  /// - Throws: `ExitCode` 1 when the gate says no.
  func print(_ options: OutputOptions) throws {
    if let refusal = file.refusal, !options.quiet {
      printDiagnostic("warning: the verdict is not kept: \(refusal.description)")
    }
    if options.json {
      try printJSON(
        JSONResult(output: file.refusal == nil ? file.path : nil, verdict: verdict))
    } else if !options.quiet {
      try printResult(table)
      printDiagnostic(summary)
    }
    if !verdict.passed { throw ExitCode.failure }
  }

  private var table: String {
    let rows = verdict.comparisons.map { comparison in
      [
        comparison.metric.rawValue,
        [comparison.rule.rawValue, comparison.allowance].compactMap(\.self).joined(separator: " "),
        comparison.passes, number(comparison.value), number(comparison.champion),
        comparison.passed ? "passed" : "failed",
      ]
    }
    return alignedTable(
      [["metric", "rule", "passes", "value", "champion", "result"]] + rows, leading: 2)
  }

  private var summary: String {
    let name = verdict.candidate.checkpoint
    let kept = file.refusal == nil ? ", wrote \(file.path)" : ""
    if verdict.passed { return "the gate '\(gate)' lets \(name) pass\(kept)" }
    let reasons = verdict.comparisons.filter { !$0.passed }.map(\.reason)
    return "the gate '\(gate)' refuses \(name): \(reasons.joined(separator: "; "))"
  }

  private func number(_ value: Double?) -> String { value.map { fixed($0, 4) } ?? "-" }
}

extension Comparison {
  /// What passes, such as `at most 120.0000`.
  fileprivate var passes: String {
    guard let bound, let limit else { return passed ? "any" : "-" }
    return "\(bound == .most ? "at most" : "at least") \(fixed(limit, 4))"
  }

  /// Why it failed.
  fileprivate var reason: String {
    guard let value else { return "\(metric.rawValue) is not known" }
    let found = "\(metric.rawValue) is \(fixed(value, 4))"
    if limit == nil { return "\(found) and there is no champion's to compare it with" }
    return "\(found) and \(passes) passes"
  }
}
