import Foundation
import Testing

/// One of the built commands, run as a user runs it.
struct Program {
  /// The command's name: `ingest`, `train`, `evaluate` or `render`.
  let name: String
  /// Its working folder, from which the default paths count.
  let folder: String

  /// What a run of it left.
  struct Finished: Equatable {
    /// The exit code, or 128 and the number of the signal that ended it.
    let status: Int32
    /// Standard output and standard error, whole.
    let output, errors: String

    /// The lines of standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// The folder of the built commands: the one of the test bundle.
  static let builtFolder = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().path

  /// Runs the command to its end.
  ///
  /// The environment is `PATH` and what is given, so no `GAN_` variable of the developer's reaches
  /// it.
  func run(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> Finished {
    try Self.run(
      "\(Self.builtFolder)/\(name)", arguments, environment: environment, in: folder)
  }

  /// Runs a line of shell in which `$PROGRAM` is the command.
  func shell(_ line: String) throws -> Finished {
    try Self.run(
      "/bin/sh", ["-c", line], environment: ["PROGRAM": "\(Self.builtFolder)/\(name)"], in: folder)
  }

  private static func run(
    _ path: String, _ arguments: [String], environment: [String: String], in folder: String
  ) throws -> Finished {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    process.environment = environment.merging(["PATH": path]) { given, _ in given }
    process.standardInput = FileHandle.nullDevice
    // Files, as one of two pipes could fill while the other is read.
    let output = try CapturedStream()
    let errors = try CapturedStream()
    process.standardOutput = output.handle
    process.standardError = errors.handle
    try process.run()
    process.waitUntilExit()
    let isSignal = process.terminationReason == .uncaughtSignal
    return Finished(
      status: process.terminationStatus + (isSignal ? 128 : 0), output: try output.text(),
      errors: try errors.text())
  }
}

/// A file that takes what a process prints.
private final class CapturedStream {
  let handle: FileHandle
  private let path = NSTemporaryDirectory() + "stream-" + UUID().uuidString

  init() throws {
    try Data().write(to: URL(fileURLWithPath: path))
    handle = try #require(FileHandle(forUpdatingAtPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func text() throws -> String {
    // Reading an empty file by Data leaks a page, which the address sanitizer reports.
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
  }
}
