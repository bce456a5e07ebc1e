import ArgumentParser
import CommandSupport
import Runs

/// The result of comparing checksums, as a table or a line of JSON.
struct VerificationReport {
  let findings: [VerificationFinding]

  init(_ findings: [VerificationFinding]) {
    self.findings = findings
  }

  private struct JSONResult: Encodable {
    let damaged: Bool
    let findings: [VerificationFinding]
  }

  /// Prints everything, or with `--quiet` what is damaged or foreign.
  ///
  /// - Throws: `ExitCode` 65 when something is damaged or foreign.
  func print(_ options: OutputOptions) throws {
    let isUsable = findings.allSatisfy(\.verdict.isUsable)
    let isDamaged = findings.contains { $0.verdict == .damaged }
    if options.json {
      try printJSON(JSONResult(damaged: isDamaged, findings: findings))
    } else {
      if !options.quiet {
        try printResult(
          alignedTable(
            [["file", "part", "verdict"]]
              + findings.map { [$0.file, $0.part ?? "all", $0.verdict.rawValue] }, leading: 3))
      }
      for finding in findings {
        guard let reason = finding.reason, !options.quiet || !finding.verdict.isUsable else {
          continue
        }
        let part = finding.part.map { "\($0): " } ?? ""
        // An error names its file itself.
        let file = reason.contains("'\(finding.file)'") ? "" : "'\(finding.file)': "
        printDiagnostic("\(finding.verdict.rawValue): \(file)\(part)\(reason)")
      }
    }
    if !isUsable { throw ExitCode(.badData) }
  }
}
