import Foundation
import TestSupport
import Testing

/// `pipeline/retrain` switches `runs/current` when a run is whole, whoever works on the one before.
@Suite struct SwitchedLinkTests {
  private let run: TemporaryRun

  /// A run `old` with many epochs, to which `current` leads, and a run `new` with one.
  init() throws {
    run = try TemporaryRun(epochs: Array(1...12), judge: true)
    let files = FileManager.default
    try files.moveItem(atPath: run.path + "/runs/mnist", toPath: run.path + "/runs/old")
    try files.createDirectory(
      atPath: run.path + "/runs/mnist", withIntermediateDirectories: true)
    try run.append(epoch: 1, seed: 99)
    try files.moveItem(atPath: run.path + "/runs/mnist", toPath: run.path + "/runs/new")
    try link(to: "old")
  }

  private func link(to name: String) throws {
    let (path, new) = (run.path + "/runs/current", run.path + "/runs/link")
    try FileManager.default.createSymbolicLink(atPath: new, withDestinationPath: name)
    try #require(rename(new, path) == 0)
  }

  /// Runs a command and switches the link once it has made `name` in the old run.
  private func finish(
    _ program: Program, _ arguments: [String], switchingAfter name: String
  ) throws -> Program.Finished {
    let command = try program.start(arguments)
    let deadline = Date(timeIntervalSinceNow: 60)
    while !FileManager.default.fileExists(atPath: "\(run.path)/runs/old/\(name)") {
      try #require(Date() < deadline, "no \(name) in a minute")
      usleep(500)
    }
    try link(to: "new")
    return try command.finish()
  }

  @Test(arguments: ["runs/current", "runs/current/", "runs/../runs/current"])
  func evaluationsStayInTheirRun(spelling: String) throws {
    let result = try finish(
      run.evaluate, ["--run", spelling, "--checkpoint", "all"], switchingAfter: "evaluation.jsonl")
    #expect(result.status == 0, "\(result.errors)")
    let lines = try run.bytes("runs/old/evaluation.jsonl").count { $0 == 10 }
    #expect(lines == 12)
    #expect(try run.names(in: "runs/new") == ["checkpoints.tar"])
  }

  @Test func picturesStayInTheirRun() throws {
    let first = "images/generated_plot_e001.png"
    let result = try finish(
      run.render, ["--run", "runs/current", "--checkpoint", "all", "--scale", "3"],
      switchingAfter: first)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.first == "runs/old/\(first)")
    #expect(try run.names(in: "runs/old/images").count == 12)
    #expect(try run.names(in: "runs/new") == ["checkpoints.tar"])
  }

  @Test func framesStayInTheirRun() throws {
    let arguments = [
      "progress", "--run", "runs/current", "--output", "runs/current/a.apng", "--frames",
      "runs/current/f", "--scale", "3",
    ]
    let result = try finish(run.render, arguments, switchingAfter: "f/frame_e001.png")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try run.names(in: "runs/old/f").count == 12)
    #expect(try run.names(in: "runs/new") == ["checkpoints.tar"])
  }
}
