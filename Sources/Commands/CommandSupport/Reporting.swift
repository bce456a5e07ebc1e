import ArgumentParser
import DurableFiles
import Failures
import JSONLines

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Writes one line to standard error, or as much of it as can be written; control characters in it
/// are escaped.
public func printDiagnostic(_ line: String) {
  _ = writeLine(printableLine(line), to: STDERR_FILENO)
}

/// Writes one line of the result to standard output.
///
/// A reader that has gone away, or was never there, is no error: the work is done all the same.
///
/// - Throws: `FileError.cannotWrite`, such as for a full disk.
public func printResult(_ line: String) throws {
  if let code = writeLine(line, to: STDOUT_FILENO), code != EPIPE {
    throw FileError.cannotWrite(path: standardOutput, code: code)
  }
}

/// Writes a result that is a file to standard output.
///
/// - Returns: Whether somebody reads it; as of `printResult`, it is no error when nobody does.
/// - Throws: As `printResult`.
public func writeResult(_ bytes: [UInt8]) throws -> Bool {
  guard let code = writeAll(bytes, to: STDOUT_FILENO) else { return true }
  if code != EPIPE { throw FileError.cannotWrite(path: standardOutput, code: code) }
  return false
}

private let standardOutput = "standard output"

/// Writes the result as a line of JSON to standard output.
///
/// - Throws: As `printResult`; what the encoder throws for a number that is not finite.
public func printJSON(_ result: some Encodable) throws {
  try printResult(printableJSON(jsonLine(result)))
}

/// Writes a line of JSON to standard error, or as much of it as can be written.
///
/// - Throws: What the encoder throws for a number that is not finite.
public func printJSONDiagnostic(_ value: some Encodable) throws {
  _ = writeLine(printableJSON(try jsonLine(value)), to: STDERR_FILENO)
}

/// Writes a line, however many calls that takes; what the system said when it cannot.
///
/// A stream that takes nothing at the moment, as its reader made it non-blocking, is waited for.
func writeLine(_ line: String, to stream: Int32) -> Int32? {
  writeAll(Array((line + "\n").utf8), to: stream)
}

/// Writes bytes, as `writeLine` does.
private func writeAll(_ bytes: [UInt8], to stream: Int32) -> Int32? {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(stream, $0.baseAddress, $0.count) }
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno == EAGAIN || errno == EWOULDBLOCK {
      var event = pollfd(fd: stream, events: Int16(POLLOUT), revents: 0)
      poll(&event, 1, -1)
    } else if errno != EINTR {
      return errno
    }
  }
  return nil
}

/// Runs the work of a command: an error a user can act on becomes one line on standard error and
/// its exit code.
///
/// Before that, the standard streams are made harmless: a closed pipe is an error of a call instead
/// of a signal, and no file is opened in the place of a closed stream.
///
/// Names that are not UTF-8 are refused, too, as they come repaired, and so would lead elsewhere.
///
/// - Throws: `ExitCode` for such an error, anything else unchanged.
public func reportingErrors(_ work: () throws -> Void) throws {
  ignoreFileSignals()
  openStandardStreams()
  do {
    try expectReadableNames()
    try work()
  } catch let error as any ReportableError {
    printDiagnostic("error: \(error.description)")
    throw ExitCode(error.kind)
  }
}

/// A number with a fixed count of decimals, in any locale; the shortest text of one with more digits
/// than an integer holds.
public func fixed(_ value: Double, _ decimals: Int) -> String {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  guard let scaled = Int(exactly: (abs(value) * scale).rounded()) else { return "\(value)" }
  let digits = String(scaled)
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let sign = value < 0 ? "-" : ""
  return decimals == 0
    ? sign + padded : sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
}

/// Opens the null device in the place of every closed standard stream.
///
/// Otherwise the next file opened would take that place, and `print` would write into it.
private func openStandardStreams() {
  for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
    // The lowest free descriptor is this one, as those below it are open.
    _ = open("/dev/null", O_RDWR)
  }
}

/// A count of things, such as `1 epoch` and `2 epochs`.
public func counted(_ count: Int, _ thing: String) -> String {
  "\(count) \(thing)\(count == 1 ? "" : "s")"
}

/// What to tell of lines that other versions left in a log.
public func keptLinesWarning(_ count: Int, in path: String) -> String {
  """
  warning: '\(path)' has \(counted(count, "line")) of another version of this program, kept as \
  found
  """
}

/// What to tell of lines that nobody would find in a log any more once it is written again.
public func droppedLinesWarning(_ count: Int, in path: String) -> String {
  """
  warning: '\(path)' has \(counted(count, "line")) of text that \(count == 1 ? "is" : "are") no \
  JSON, left out when it is written again
  """
}
