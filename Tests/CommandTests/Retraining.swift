import Foundation
import TensorStore
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A folder with idx files and recipes, in which `pipeline/retrain` works on the built commands;
/// removed with it.
final class Retraining {
  let path = NSTemporaryDirectory() + "retrain-" + UUID().uuidString

  /// What a script left.
  struct Finished: Equatable {
    let status: Int32
    let output, errors: String

    /// No complaint, no word.
    static let quietly = Finished(status: 0, output: "", errors: "")
  }

  /// The folder of the scripts.
  static let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../pipeline").standardized.path
  private static let commands = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().path

  /// Writes the idx files, and `short.yaml` and `long.yaml` of 1 and of 15 epochs.
  init() throws {
    try FileManager.default.createDirectory(
      atPath: path + "/source", withIntermediateDirectories: true)
    try writeSource(shade: 1)
    try writeRecipe("short.yaml", epochs: 1)
    try writeRecipe("long.yaml", epochs: 15)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Replaces the idx files by stripes of another shade: 32 training images, 8 test images.
  func writeSource(shade: UInt8) throws {
    for (split, count) in [("train", UInt8(32)), ("t10k", 8)] {
      let images = (0..<Int(count) * 784).map { UInt8($0 / 28 % 2) * (200 + shade) }
      try write(
        [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28] + images,
        to: "source/\(split)-images-idx3-ubyte")
      try write(
        [0, 0, 8, 1, 0, 0, 0, count] + (0..<count).map { $0 % 10 },
        to: "source/\(split)-labels-idx1-ubyte")
    }
  }

  func writeRecipe(_ name: String, epochs: Int) throws {
    try write("epochs: \(epochs)\nbatch_size: 8\nlatent_dim: 4\n".utf8, to: name)
  }

  private func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  /// The last component of what `current` points to; nil while there is no such link.
  var current: String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: path + "/runs/current")
  }

  /// The dated folders, oldest first.
  var runs: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path + "/runs")) ?? []
    return names.filter { $0.hasPrefix("20") }.sorted()
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/\(name)")
  }

  func contents(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
  }

  /// Runs `pipeline/retrain` with this recipe to its end.
  func retrain(_ recipe: String = "short.yaml", _ options: String...) throws -> Finished {
    try start(recipe, options).finish()
  }

  /// Starts `pipeline/retrain` as cron would: hardly an environment, no standard input, elsewhere.
  func start(_ recipe: String, _ options: [String] = []) throws -> RunningScript {
    let names = [
      "--runs", "runs", "--source", "source", "--data", "store.safetensors", "--recipe", recipe,
    ]
    let places = names.map { $0.hasPrefix("--") ? $0 : "\(path)/\($0)" }
    return try RunningScript(
      ["PATH=/usr/local/bin:/usr/bin:/bin", "GAN_BIN=\(Self.commands)", Self.scripts + "/retrain"]
        + places + options)
  }
}

/// A script started with an empty environment and without standard input.
final class RunningScript {
  private let process = Process()
  private let streams = NSTemporaryDirectory() + "streams-" + UUID().uuidString

  /// Starts `env -i` with these arguments in the root folder.
  init(_ arguments: [String]) throws {
    try FileManager.default.createDirectory(
      atPath: streams, withIntermediateDirectories: true)
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      ["-c", "exec env -i \"$@\" <&- >\"$0/output\" 2>\"$0/errors\"", streams] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    // A test runs on a thread with blocked signals, which a child would inherit.
    var none = sigset_t()
    var blocked = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &blocked)
    defer { pthread_sigmask(SIG_SETMASK, &blocked, nil) }
    try process.run()
  }

  deinit { try? FileManager.default.removeItem(atPath: streams) }

  func send(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits for the end.
  func finish() throws -> Retraining.Finished {
    process.waitUntilExit()
    let isSignal = process.terminationReason == .uncaughtSignal
    return Retraining.Finished(
      status: process.terminationStatus + (isSignal ? 128 : 0), output: try text("output"),
      errors: try text("errors"))
  }

  private func text(_ name: String) throws -> String {
    // Reading an empty file by Data leaks a page, which the address sanitizer reports.
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(streams)/\(name)"))
    return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
  }
}
