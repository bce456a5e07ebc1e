import Foundation
import TestSupport

/// A folder with idx files and recipes, in which `pipeline/retrain` works on the built commands;
/// removed with it.
final class Retraining {
  private let folder: TemporaryFolder
  var path: String { folder.path }

  /// Writes the idx files, and `short.yaml` and `long.yaml` of 1 and of 15 epochs.
  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: path + "/source", withIntermediateDirectories: true)
    try writeSource(shade: 1)
    try writeRecipe("short.yaml", epochs: 1)
    try writeRecipe("long.yaml", epochs: 15)
  }

  /// Replaces the idx files by stripes of another shade: 32 training images, 8 test images.
  func writeSource(shade: UInt8) throws {
    for (split, count) in [("train", UInt8(32)), ("t10k", 8)] {
      let images = (0..<Int(count) * 784).map { UInt8($0 / 28 % 2) * (200 + shade) }
      try write(
        idx([Int(count), 28, 28], images), to: folder.file("source/\(split)-images-idx3-ubyte"))
      try write(
        idx([Int(count)], (0..<count).map { $0 % 10 }),
        to: folder.file("source/\(split)-labels-idx1-ubyte"))
    }
  }

  func writeRecipe(_ name: String, epochs: Int) throws {
    try write("epochs: \(epochs)\nbatch_size: 8\nlatent_dim: 4\n".utf8, to: folder.file(name))
  }

  /// The last component of what `current` points to; nil while there is no such link.
  var current: String? { target(of: "current") }
  /// The same of `previous`.
  var previous: String? { target(of: "previous") }

  private func target(of link: String) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "\(path)/runs/\(link)")
  }

  /// Points a link in `runs` elsewhere.
  func point(_ link: String, to target: String) throws {
    try? remove("runs/\(link)")
    try FileManager.default.createSymbolicLink(
      atPath: "\(path)/runs/\(link)", withDestinationPath: target)
  }

  /// Runs `pipeline/retrain --rollback` to its end.
  func rollBack(_ options: String...) throws -> Program.Finished {
    try Program(path: Program.repository + "/pipeline/retrain", in: "/").run(
      ["--rollback", "--runs", path + "/runs"] + options)
  }

  /// Makes the last run look as if its retraining had been cut off at the end; its name.
  func forgetTheEnd() throws -> String {
    let name = try FileManager.default.destinationOfSymbolicLink(atPath: path + "/runs/current")
    try remove("runs/\(name)/.finished")
    try remove("runs/current")
    return name
  }

  /// Everything in the folder of a run but its locks, by name.
  func files(of run: String) throws -> [String: Data] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: "\(path)/runs/\(run)")
    var files: [String: Data] = [:]
    for name in names where !name.hasSuffix("lock") && name != ".finished" {
      files[name] = try? contents("runs/\(run)/\(name)")
    }
    return files
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
  func retrain(_ recipe: String = "short.yaml", _ options: String...) throws -> Program.Finished {
    try start(recipe, options).finish()
  }

  /// Starts `pipeline/retrain` as cron would: hardly an environment, no standard input, elsewhere.
  func start(_ recipe: String, _ options: [String] = []) throws -> RunningProgram {
    let names = [
      "--runs", "runs", "--source", "source", "--data", "store.safetensors", "--recipe", recipe,
    ]
    let places = names.map { $0.hasPrefix("--") ? $0 : "\(path)/\($0)" }
    return try Program(path: Program.repository + "/pipeline/retrain", in: "/").startShell(
      "exec \"$0\" \"$@\" <&-", places + options,
      environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "GAN_BIN": Program.builtFolder])
  }
}
