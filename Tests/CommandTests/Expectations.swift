import TestSupport
import Testing

extension Program {
  /// Expects a run to end with this exit code, these lines of diagnostics, and no result.
  func expect(
    _ arguments: [String] = [], environment: [String: String] = [:], fails status: Int32,
    _ errors: String, location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try run(arguments, environment: environment)
    #expect(
      result == Finished(status: status, output: "", errors: errors + "\n"),
      sourceLocation: location)
  }

  /// Expects the whole help of a command.
  func expect(
    _ arguments: [String] = [], prints help: String, location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try run(arguments + ["--help"])
    #expect(
      result == Finished(status: 0, output: help + "\n", errors: ""), sourceLocation: location)
  }
}
