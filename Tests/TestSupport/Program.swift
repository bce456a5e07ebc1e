import Foundation

/// A program run as a user runs it: one of the built commands, or a script.
public struct Program: Sendable {
  /// The path of its file.
  public let path: String
  /// Its working folder, from which relative paths count.
  public let folder: String

  /// What a run of it left.
  public struct Finished: Equatable, Sendable {
    /// The exit code, or 128 and the number of the signal that ended it.
    public let status: Int32
    /// Standard output and standard error, whole.
    public let output, errors: String

    /// What a run is expected to leave.
    public init(status: Int32, output: String, errors: String) {
      self.status = status
      self.output = output
      self.errors = errors
    }

    /// No complaint, no word.
    public static let quietly = Finished(status: 0, output: "", errors: "")

    /// The lines of standard output.
    public var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// The folder of the built commands: the one of the test bundle.
  public static let builtFolder = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().path

  /// The root of the repository, where the scripts are.
  public static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// One of the built commands by its name.
  public init(built name: String, in folder: String) {
    self.init(path: "\(Self.builtFolder)/\(name)", in: folder)
  }

  /// Any program.
  public init(path: String, in folder: String) {
    self.path = path
    self.folder = folder
  }

  /// Starts the program.
  ///
  /// The environment is `PATH`, a sanitizer's options and what is given, so no `GAN_` variable of the developer's reaches
  /// it; there is no input.
  public func start(
    _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> RunningProgram {
    try RunningProgram(path, arguments, environment: environment, in: folder)
  }

  /// Runs the program to its end, as `start` starts it.
  public func run(
    _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> Finished {
    try start(arguments, environment: environment).finish()
  }

  /// Starts a line of shell in which `$0` is the program and `$@` are the arguments.
  public func startShell(
    _ line: String, _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> RunningProgram {
    try RunningProgram(
      "/bin/sh", ["-c", line, path] + arguments, environment: environment, in: folder)
  }

  /// Runs a line of shell to its end, as `startShell` starts it.
  public func shell(_ line: String) throws -> Finished { try startShell(line).finish() }
}
