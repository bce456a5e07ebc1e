import Foundation

/// A program that was started; see `Program.start`.
public final class RunningProgram {
  private let process = Process()
  // Files, as one of two pipes could fill while the other is read.
  private let streams: TemporaryFolder

  init(
    _ path: String, _ arguments: [String], environment: [String: String], in folder: String
  ) throws {
    streams = try TemporaryFolder()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let own = ProcessInfo.processInfo.environment
    var inherited = ["PATH": own["PATH"] ?? "/usr/bin:/bin"]
    inherited["LSAN_OPTIONS"] = own["LSAN_OPTIONS"]
    process.environment = environment.merging(inherited) { given, _ in given }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try stream("output")
    process.standardError = try stream("errors")
    // A test runs on a thread with blocked signals, which a child would inherit.
    var none = sigset_t()
    var blocked = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &blocked)
    defer { pthread_sigmask(SIG_SETMASK, &blocked, nil) }
    try process.run()
  }

  private func stream(_ name: String) throws -> FileHandle {
    try write([], to: streams.file(name))
    return try FileHandle(forWritingTo: URL(fileURLWithPath: streams.file(name)))
  }

  /// Sends it a signal.
  public func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// What it has printed so far on standard output.
  public func output() throws -> String { try text("output") }

  /// What it has printed so far on standard error.
  public func errors() throws -> String { try text("errors") }

  /// Waits for its end.
  public func finish() throws -> Program.Finished {
    process.waitUntilExit()
    let isSignal = process.terminationReason == .uncaughtSignal
    return Program.Finished(
      status: process.terminationStatus + (isSignal ? 128 : 0), output: try text("output"),
      errors: try text("errors"))
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try bytes(at: streams.file(name)), as: UTF8.self)
  }
}
