import ArgumentParser
import Failures

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Writes one line to standard error.
public func printDiagnostic(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// Runs the work of a command: an error a user can act on becomes one line on standard error and
/// its exit code.
///
/// - Throws: `ExitCode` for such an error, anything else unchanged.
public func reportingErrors(_ work: () throws -> Void) throws {
  do {
    try work()
  } catch let error as any ReportableError {
    printDiagnostic("error: \(error.description)")
    throw ExitCode(error.exitCode)
  }
}

/// A number with a fixed count of decimals, in any locale.
public func fixed(_ value: Double, _ decimals: Int) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let digits = String(Int((abs(value) * scale).rounded()))
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let sign = value < 0 ? "-" : ""
  return decimals == 0
    ? sign + padded : sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
}
