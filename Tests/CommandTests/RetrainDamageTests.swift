import Foundation
import TestSupport
import Testing

/// What `pipeline/retrain` makes of runs that cannot go on, and of its own files.
@Suite struct RetrainDamageTests {
  /// Damages an unfinished run, of 1 epoch, so that `train` refuses it.
  private func damage(_ run: String, in folder: Retraining) throws {
    try write([1, 2, 3], to: "\(folder.path)/runs/\(run)/state.safetensors")
  }

  @Test func aDamagedUnfinishedRunIsLeftAndToldOnce() throws {
    let folder = try Retraining()
    #expect(try folder.retrain() == .quietly)
    let damaged = try folder.forgetTheEnd()
    try damage(damaged, in: folder)
    let before = try folder.files(of: damaged)

    let outcome = try folder.retrain()
    #expect(outcome.status == 0 && outcome.output == "")
    let made = try #require(folder.current)
    #expect(made != damaged && folder.runs.count == 2)
    #expect(
      outcome.errors.hasPrefix(
        "retrain: left '\(folder.path)/runs/\(damaged)' as it is and made '\(folder.path)/runs/\(made)'"
          + " instead: train ended with 65: error: '\(folder.path)/runs/\(damaged)/state.safetensors'"
      ), "\(outcome.errors)")
    #expect(outcome.errors.filter(\.isNewline).count == 1)
    #expect(try folder.files(of: damaged) == before)

    #expect(try folder.retrain() == .quietly)
    #expect(folder.runs.count == 3)
    #expect(try folder.files(of: damaged) == before)
  }

  @Test(arguments: ["images/real.png", "config.yaml"])
  func aFileThatIsNoneOfItsKindIsDamageToo(name: String) throws {
    let folder = try Retraining()
    #expect(try folder.retrain() == .quietly)
    let damaged = try folder.forgetTheEnd()
    try write(Array("x: [".utf8), to: "\(folder.path)/runs/\(damaged)/\(name)")
    let outcome = try folder.retrain()
    #expect(outcome.status == 0)
    #expect(outcome.errors.hasPrefix("retrain: left '\(folder.path)/runs/\(damaged)' as it is"))
    #expect(outcome.errors.filter(\.isNewline).count == 1, "\(outcome.errors)")
    #expect(folder.current != damaged && folder.runs.count == 2)
    #expect(try folder.retrain() == .quietly)
  }

  @Test func dataThatCannotBeJudgedIsNotTrainedOn() throws {
    let folder = try Retraining()
    for part in ["images-idx3", "labels-idx1"] { try folder.remove("source/t10k-\(part)-ubyte") }
    let outcome = try folder.retrain()
    #expect(outcome.status == 65)
    #expect(
      outcome.errors
        == """
        retrain: ingest ended with 65: error: '\(folder.path)/source' has no test images, which \
        'evaluate' needs; give both parts, or run the other stages alone, without --require-test (all \
        of it: \(folder.path)/runs/retrain.log)

        """)
    #expect(folder.runs.isEmpty)
  }

  @Test func anEpochThatCannotBeJudgedIsDamageToo() throws {
    let folder = try Retraining()
    try folder.writeRecipe("two.yaml", epochs: 2)
    #expect(try folder.retrain("two.yaml") == .quietly)
    let damaged = try folder.forgetTheEnd()
    var archive = try folder.contents("runs/\(damaged)/checkpoints.tar")
    archive[10_000] ^= 1
    try write(archive, to: "\(folder.path)/runs/\(damaged)/checkpoints.tar")
    try folder.remove("runs/\(damaged)/evaluation.jsonl")
    let outcome = try folder.retrain("two.yaml", "--every", "1")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("e001 is damaged"), "\(outcome.errors)")
    #expect(folder.current != damaged && folder.runs.count == 2)
    #expect(try folder.retrain("two.yaml") == .quietly)
  }

  @Test func behindADamagedRunAnUnfinishedOneGoesOn() throws {
    let folder = try Retraining()
    #expect(try folder.retrain() == .quietly)
    let unfinished = try folder.forgetTheEnd()
    let damaged = unfinished + "-2"
    try FileManager.default.copyItem(
      atPath: "\(folder.path)/runs/\(unfinished)", toPath: "\(folder.path)/runs/\(damaged)")
    try damage(damaged, in: folder)
    let outcome = try folder.retrain()
    #expect(outcome.status == 0)
    #expect(outcome.errors.hasPrefix("retrain: left '\(folder.path)/runs/\(damaged)' as it is"))
    #expect(folder.current == unfinished && folder.runs == [unfinished, damaged])
  }

  /// Between the two writes at the end the power may be cut.
  @Test func theRunOfCurrentIsWholeAlsoWithoutItsMark() throws {
    let folder = try Retraining()
    #expect(try folder.retrain() == .quietly)
    let whole = try #require(folder.current)
    try folder.remove("runs/\(whole)/.finished")
    #expect(try folder.retrain() == .quietly)
    #expect(folder.runs.count == 2 && folder.current == folder.runs.last)
    #expect(folder.exists("runs/\(whole)/.finished"))
  }

  @Test func theLogIsAddedToWithTimes() throws {
    let folder = try Retraining()
    #expect(try folder.retrain() == .quietly)
    let first = String(decoding: try folder.contents("runs/retrain.log"), as: UTF8.self)
    let time = #/(?m)^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (.*)$/#
    let notes = first.matches(of: time).map { String($0.output.1) }
    #expect(notes.first?.hasPrefix("retrain --runs ") == true)
    #expect(notes.contains("ingest ended with 0") && notes.contains("render ended with 0"))
    #expect(try folder.retrain() == .quietly)
    let second = String(decoding: try folder.contents("runs/retrain.log"), as: UTF8.self)
    #expect(second.hasPrefix(first) && second.count > first.count)
  }

  @Test(arguments: ["retrain.log", ".retrain.lock"])
  func whatIsLinkedOrNoFileIsNotWritten(name: String) throws {
    for kind in ["link", "dangling", "pipe", "folder"] {
      let folder = try Retraining()
      let place = "\(folder.path)/runs/\(name)"
      try FileManager.default.createDirectory(
        atPath: folder.path + "/runs", withIntermediateDirectories: true)
      try write("precious".utf8, to: folder.path + "/other")
      switch kind {
      case "pipe": #expect(mkfifo(place, 0o644) == 0)
      case "folder":
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      default:
        try FileManager.default.createSymbolicLink(
          atPath: place,
          withDestinationPath: folder.path + (kind == "link" ? "/other" : "/nowhere"))
      }
      let outcome = try folder.retrain()
      #expect(outcome.status == 73, "\(kind)")
      #expect(outcome.errors == "retrain: '\(place)' is a link or no file; move it away\n")
      #expect(try folder.contents("other") == Data("precious".utf8))
      #expect(!folder.exists("nowhere") && !folder.exists("store.safetensors"))
    }
  }

  @Test func onlyTheLastWholeRunsAreKept() throws {
    let folder = try Retraining()
    for _ in 1...2 { #expect(try folder.retrain() == .quietly) }
    let runs = folder.runs
    let other = "2020-01-01T000000Z"
    for name in [other, "notes"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/runs/\(name)", withIntermediateDirectories: true)
    }
    try write("left\n".utf8, to: "\(folder.path)/runs/\(other)/.finished")
    #expect(try folder.retrain("short.yaml", "--keep", "2") == .quietly)
    #expect(folder.runs.count == 3)
    #expect(folder.runs.prefix(2) == [other, runs[1]])
    #expect(folder.exists("runs/notes") && folder.current == folder.runs.last)
    #expect(try folder.retrain("short.yaml", "--keep", "1") == .quietly)
    // The run before the current one is what --rollback goes back to.
    #expect(try folder.runs == [other, #require(folder.previous), #require(folder.current)])
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/runs")
    #expect(!left.contains { $0.hasPrefix(".removed") })
  }

  @Test func aRunThatTheDiskHasNoRoomForIsNotBegun() throws {
    let folder = try Retraining()
    try write(
      "epochs: 100000\nbatch_size: 8\nlatent_dim: 4096\n".utf8, to: folder.path + "/huge.yaml")
    let outcome = try folder.retrain("huge.yaml")
    #expect(outcome.status == 69)
    #expect(
      outcome.errors.contains(
        #/^retrain: a run needs about \d{8} MB in '.*', and \d+ MB are free; /#),
      "\(outcome.errors)")
    #expect(folder.runs.isEmpty)
  }

  @Test(arguments: [["--runs", "--help"], ["--seed", "3", "-h"], ["--nonsense", "--help"]])
  func helpIsPrintedWhereverItIsAskedFor(arguments: [String]) throws {
    let folder = try Retraining()
    let outcome = try folder.start("short.yaml", arguments).finish()
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(outcome.output.contains("usage: pipeline/retrain"))
    #expect(!folder.exists("runs"))
  }
}
