import ArgumentParser
import CommandSupport

/// In which form the lines on standard error are.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
}

/// The lines that tell on standard error how training goes.
struct ProgressLines {
  let format: LogFormat
  let quiet: Bool

  /// Whether somebody at a terminal reads them, who gets more of them.
  var areForPeople: Bool { format == .text && !quiet && Terminal.isThere }

  private struct Note: Encodable {
    let note: String
  }

  /// A line that `--quiet` keeps back.
  func tell(_ line: String) throws {
    if !quiet { try warn(line) }
  }

  /// A line that is always told.
  func warn(_ line: String) throws {
    try show(Note(note: line)) { line }
  }

  /// A record, as JSON or in the words of `text`, that `--quiet` keeps back.
  func tell(_ record: some Encodable, text: () -> String) throws {
    if !quiet { try show(record, text: text) }
  }

  private func show(_ record: some Encodable, text: () -> String) throws {
    switch format {
    case .text: printDiagnostic(text())
    case .json: try printJSONDiagnostic(record)
    }
  }
}
