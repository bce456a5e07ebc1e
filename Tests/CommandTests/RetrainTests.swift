import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct RetrainTests {
  @Test func underCronItMakesAWholeRunAndSaysNothing() throws {
    let folder = try Retraining()
    #expect(try folder.retrain() == .quietly)
    let run = try #require(folder.runs.first)
    #expect(folder.runs.count == 1)
    #expect(run.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d{6}Z/#) != nil)
    #expect(folder.current == run)
    for name in [
      "config.yaml", "checkpoints.tar", "evaluation.jsonl", "images/generated_plot_e001.png",
      "images/progress.apng",
    ] {
      #expect(folder.exists("runs/current/\(name)"), "\(name)")
    }
    #expect(!folder.exists("runs/.current.new"))
  }

  @Test func theNextOneMakesANewRunOfTheSameBytes() throws {
    let folder = try Retraining()
    #expect(try folder.retrain() == .quietly)
    #expect(try folder.retrain() == .quietly)
    let runs = folder.runs
    #expect(runs.count == 2)
    #expect(folder.current == runs.last)
    let archives = try runs.map { try folder.contents("runs/\($0)/checkpoints.tar") }
    #expect(archives.first == archives.last)
  }

  @Test func theDateBecomesTheSeed() throws {
    let folder = try Retraining()
    #expect(try folder.retrain("short.yaml", "--seed", "date") == .quietly)
    let digits = try #require(folder.runs.first).filter(\.isNumber)
    let recipe = String(
      decoding: try folder.contents("runs/current/config.yaml"), as: UTF8.self)
    #expect(recipe.contains("\nseed: \(digits)\n"))
  }

  @Test func anInterruptedRunIsContinuedAndCurrentWaitsForIt() throws {
    let folder = try Retraining()
    #expect(try folder.retrain() == .quietly)
    let whole = try #require(folder.current)

    let interrupted = try folder.start("long.yaml")
    let deadline = Date(timeIntervalSinceNow: 120)
    while !folder.runs.contains(where: { $0 != whole && folder.exists("runs/\($0)/train.jsonl") }) {
      try #require(Date() < deadline, "no epoch in two minutes")
      usleep(10_000)
    }
    interrupted.send(SIGTERM)
    #expect(
      try interrupted.finish()
        == .init(
          status: 143, output: "",
          errors: "retrain: stopped by SIGTERM; run it again to continue\n"))
    #expect(folder.current == whole)
    let unfinished = try #require(folder.runs.last)
    #expect(unfinished != whole)
    #expect(!folder.exists("runs/\(unfinished)/evaluation.jsonl"))

    #expect(try folder.retrain("long.yaml") == .quietly)
    #expect(folder.runs == [whole, unfinished])
    #expect(folder.current == unfinished)
    let log = String(decoding: try folder.contents("runs/retrain.log"), as: UTF8.self)
    #expect(log.contains("continuing after epoch"))
  }

  @Test func anUnfinishedRunOfAnotherRecipeStaysAsItIs() throws {
    let folder = try Retraining()
    #expect(try folder.retrain() == .quietly)
    let unfinished = try folder.forgetTheEnd()
    try folder.writeRecipe("longer.yaml", epochs: 2)
    #expect(try folder.retrain("longer.yaml") == .quietly)
    #expect(folder.runs.count == 2)
    #expect(folder.current != unfinished)
    #expect(!folder.exists("runs/\(unfinished)/.finished"))
  }

  @Test func otherDataBeginsANewRun() throws {
    let folder = try Retraining()
    #expect(try folder.retrain() == .quietly)
    _ = try folder.forgetTheEnd()
    try folder.writeSource(shade: 2)
    #expect(try folder.retrain() == .quietly)
    #expect(folder.runs.count == 2)
    #expect(folder.current == folder.runs.last)
  }

  @Test func anotherRetrainAtWorkIsLeftAlone() throws {
    let folder = try Retraining()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/runs", withIntermediateDirectories: true)
    let lock = open(folder.path + "/runs/.retrain.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
    #expect(
      try folder.retrain()
        == .init(
          status: 75, output: "",
          errors: "retrain: another retrain is at work in '\(folder.path)/runs'\n"))
    #expect(folder.runs.isEmpty)
    close(lock)
    #expect(try folder.retrain() == .quietly)  // the file that is left means nothing
  }

  @Test func aStageThatFailsIsNamedInOneLine() throws {
    let folder = try Retraining()
    #expect(try folder.retrain() == .quietly)
    let whole = folder.current
    try folder.remove("source/train-images-idx3-ubyte")
    let outcome = try folder.retrain()
    #expect(outcome.status == 65)
    #expect(outcome.errors.hasPrefix("retrain: ingest ended with 65: error: "))
    #expect(outcome.errors.hasSuffix(" (all of it: \(folder.path)/runs/retrain.log)\n"))
    #expect(outcome.errors.filter { $0 == "\n" }.count == 1)
    #expect(folder.current == whole)
    #expect(folder.runs.count == 1)
  }

  @Test(arguments: [
    (["--seed", "x"], 64, "--seed is 'x'; give a number or 'date'"),
    (["--every", "0"], 64, "--every is '0'; give a number in 1...999999999"),
    (
      ["--every", "99999999999999999999"], 64,
      "--every is '99999999999999999999'; give a number in 1...999999999"
    ),
    (["--keep", "-1"], 64, "--keep is '-1'; give a number in 1...999999999"),
    (
      ["--seed", "999999999999999999999"], 64,
      "--seed is '999999999999999999999'; give a number or 'date'"
    ),
    (["--epochs", "3"], 64, "unknown option '--epochs'; see pipeline/retrain --help"),
    (["--seed"], 64, "--seed needs a value; see pipeline/retrain --help"),
    (
      ["--runs", "/proc/version"], 73,
      "cannot write in '/proc/version'; check that it is a folder of yours"
    ),
  ]) func aMistakeIsExplainedBeforeAnyWork(
    options: [String], status: Int32, message: String
  ) throws {
    let folder = try Retraining()
    let outcome = try folder.start("short.yaml", options).finish()
    #expect(outcome == .init(status: status, output: "", errors: "retrain: \(message)\n"))
    #expect(!folder.exists("store.safetensors"))
  }

  @Test func aFolderNamedCurrentIsKept() throws {
    let folder = try Retraining()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/runs/current", withIntermediateDirectories: true)
    let outcome = try folder.retrain()
    #expect(outcome.status == 73)
    #expect(
      outcome.errors == "retrain: '\(folder.path)/runs/current' is not a symlink; move it away\n")
  }
}
