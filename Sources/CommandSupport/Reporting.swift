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
