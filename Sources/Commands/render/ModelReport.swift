import ArgumentParser
import CommandSupport
import Exports

private struct JSONResult: Encodable {
  let changed: Bool
  let written, unchanged: [String]
  let program, command: String?
}

/// Prints what was written, and how it is used: a program in Python is all of standard output, so that it
/// can be kept and run, and a command follows the path.
///
/// - Throws: `FileError`.
func report(
  _ outcome: ModelExport.Outcome, command: String? = nil, _ options: OutputOptions
) throws {
  let drawing = outcome.drawing
  if options.json {
    try printJSON(
      JSONResult(
        changed: !drawing.written.isEmpty, written: drawing.written, unchanged: drawing.unchanged,
        program: outcome.program?.joined(separator: "\n"), command: command))
  } else if !options.quiet {
    if let program = outcome.program {
      for path in drawing.written { printDiagnostic("wrote \(path); this opens it:") }
      for path in drawing.unchanged { printDiagnostic("\(path) is up to date; this opens it:") }
      for line in program { try printResult(line) }
    } else {
      try report(drawing, options)
      if let command { try printResult(command) }
    }
  }
}
