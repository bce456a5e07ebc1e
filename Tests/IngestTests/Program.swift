import Foundation

/// What a run of the built `ingest` left.
struct Finished {
  /// The exit code, or 128 and the number of the signal that ended it.
  let status: Int32
  /// Standard output and standard error, whole.
  let output, errors: String
}

/// Whether a sanitizer is built in, which reserves terabytes of address space and takes its time.
let isSanitized = ["__asan_init", "__tsan_init"].contains { (name: String) in
  dlsym(dlopen(nil, RTLD_NOW), name) != nil
}

/// A run of a line of shell in which `$0` is the built `ingest`, within 2 seconds of processor time.
final class Program {
  private let process = Process()
  private let folder: TemporaryFolder

  /// The folder of the built commands is that of the test bundle.
  private static let path =
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path + "/ingest"

  /// Starts it; `kilobytes` are its address space, so an upper bound of its memory.
  init(
    _ line: String, _ arguments: [String] = [], in working: String, kilobytes: Int = 300_000
  ) throws {
    folder = try TemporaryFolder()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // Where the system has no such limit, the test goes without.
    let limits = isSanitized ? "" : "ulimit -v \(kilobytes) 2>/dev/null; ulimit -t 2; "
    process.arguments = ["-c", limits + line, Self.path] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: working)
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try stream("output")
    process.standardError = try stream("errors")
    try process.run()
  }

  /// Starts `ingest` itself.
  convenience init(ingest arguments: [String], in working: String) throws {
    try self.init("exec \"$0\" \"$@\"", arguments, in: working)
  }

  private func stream(_ name: String) throws -> FileHandle {
    try Data().write(to: URL(fileURLWithPath: folder.file(name)))
    return try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file(name)))
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for its end.
  func finish() throws -> Finished {
    process.waitUntilExit()
    let isSignal = process.terminationReason == .uncaughtSignal
    return Finished(
      status: process.terminationStatus + (isSignal ? 128 : 0),
      output: String(decoding: try bytes(at: folder.file("output")), as: UTF8.self),
      errors: String(decoding: try bytes(at: folder.file("errors")), as: UTF8.self))
  }
}
