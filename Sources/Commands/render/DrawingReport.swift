import ArgumentParser
import CommandSupport
import Drawing

private struct JSONResult: Encodable {
  let changed: Bool
  let written, unchanged, removed, failed: [String]
}

/// Prints the paths of the pictures on standard output, what was not drawn on standard error.
///
/// - Throws: `ExitCode` 65 when a checkpoint could not be drawn; `FileError`.
func report(_ outcome: DrawingOutcome, _ options: OutputOptions) throws {
  let changed = !outcome.written.isEmpty || !outcome.removed.isEmpty
  if options.json {
    try printJSON(
      JSONResult(
        changed: changed, written: outcome.written, unchanged: outcome.unchanged,
        removed: outcome.removed, failed: outcome.failures.map(\.checkpoint)))
  } else if !options.quiet {
    for path in outcome.written { try printResult(path) }
    for path in outcome.removed { printDiagnostic("removed \(path), a frame too many") }
    if let first = outcome.unchanged.first {
      let more = outcome.unchanged.count - 1
      printDiagnostic(
        more == 0
          ? "\(first) is up to date, nothing to do"
          : "\(first) and \(more) more are up to date, nothing to do")
    }
  }
  for failure in outcome.failures { printDiagnostic("error: \(failure.reason.description)") }
  if !outcome.failures.isEmpty { throw ExitCode(.badData) }
}
