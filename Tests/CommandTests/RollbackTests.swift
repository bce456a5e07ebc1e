import Foundation
import TestSupport
import Testing

/// The links `current` and `previous` of `pipeline/retrain`, and `--rollback`.
@Suite struct RollbackTests {
  /// A folder of runs with the names `2026-01-01` and on, whole, and no others.
  private func folder(runs: Int) throws -> Retraining {
    let folder = try Retraining()
    for number in 0..<runs {
      let run = "\(folder.path)/runs/\(name(number))"
      try FileManager.default.createDirectory(atPath: run, withIntermediateDirectories: true)
      try write("whole\n".utf8, to: run + "/.finished")
    }
    return folder
  }

  private func name(_ number: Int) -> String { "2026-01-0\(number + 1)T000000Z" }

  @Test func theRunThatWasCurrentIsThePreviousOne() throws {
    let folder = try Retraining()
    #expect(try folder.retrain() == .quietly)
    #expect(folder.previous == nil)
    let first = try #require(folder.current)
    #expect(try folder.retrain() == .quietly)
    #expect(folder.previous == first && folder.current == folder.runs.last)

    #expect(try folder.rollBack() == .quietly)
    #expect(folder.current == first && folder.previous == first)
    #expect(folder.runs.count == 2)
    #expect(
      try folder.rollBack()
        == .init(
          status: 66, output: "",
          errors: "retrain: '\(folder.path)/runs/previous' is the current run, so there is none to "
            + "go back to\n"))

    #expect(try folder.retrain() == .quietly)
    #expect(folder.previous == first && folder.current == folder.runs.last)
    #expect(folder.runs.count == 3)
  }

  @Test func withoutARunBeforeThereIsNoWayBack() throws {
    let folder = try folder(runs: 1)
    try folder.point("current", to: name(0))
    for target in [nil, "gone"] {
      if let target { try folder.point("previous", to: target) }
      #expect(
        try folder.rollBack()
          == .init(
            status: 66, output: "",
            errors: "retrain: '\(folder.path)/runs/previous' leads to no run, so there is none to "
              + "go back to\n"))
      #expect(folder.current == name(0))
    }
  }

  @Test func aFolderWithoutRunsIsNotMade() throws {
    let folder = try Retraining()
    #expect(
      try folder.rollBack()
        == .init(
          status: 66, output: "",
          errors:
            "retrain: there is no folder '\(folder.path)/runs', so there is no run to go back to\n")
    )
    #expect(!folder.exists("runs"))
  }

  @Test func aCurrentThatLeadsNowhereIsReplaced() throws {
    let folder = try folder(runs: 1)
    try folder.point("current", to: "gone")
    try folder.point("previous", to: name(0))
    #expect(try folder.rollBack() == .quietly)
    #expect(folder.current == name(0) && folder.previous == name(0))
  }

  @Test func theRunOfADeadCurrentIsNoPreviousOne() throws {
    let folder = try folder(runs: 1)
    try folder.point("current", to: "gone")
    try folder.point("previous", to: name(0))
    #expect(try folder.retrain() == .quietly)
    #expect(folder.current == folder.runs.last && folder.previous == name(0))
  }

  /// What is left when it ends between the two links.
  @Test func whatEndedBetweenTheLinksIsDoneAgain() throws {
    let folder = try Retraining()
    #expect(try folder.retrain() == .quietly)
    let first = try #require(folder.current)
    #expect(try folder.retrain() == .quietly)
    let second = try #require(folder.current)
    try folder.remove("runs/\(second)/.finished")
    try folder.point("current", to: first)
    #expect(try folder.retrain() == .quietly)
    #expect(folder.runs == [first, second])
    #expect(folder.current == second && folder.previous == first)
  }

  @Test func theRunsOfTheLinksAreKept() throws {
    let folder = try folder(runs: 5)
    try folder.point("current", to: name(1))
    try folder.point("previous", to: name(0))
    #expect(try folder.retrain("short.yaml", "--keep", "2") == .quietly)
    #expect(folder.current == folder.runs.last && folder.previous == name(1))
    #expect(folder.runs.prefix(2) == [name(1), name(4)] && folder.runs.count == 3)
  }

  @Test func aFolderNamedPreviousIsKept() throws {
    let folder = try folder(runs: 1)
    try FileManager.default.createDirectory(
      atPath: folder.path + "/runs/previous", withIntermediateDirectories: true)
    let message = "retrain: '\(folder.path)/runs/previous' is not a symlink; move it away\n"
    for outcome in [try folder.retrain(), try folder.rollBack()] {
      #expect(outcome == .init(status: 73, output: "", errors: message))
    }
  }

  @Test(arguments: ["--keep", "--recipe", "--seed"])
  func goingBackTakesNoOtherOption(option: String) throws {
    let folder = try folder(runs: 1)
    let outcome = try folder.rollBack(option, "3")
    #expect(outcome.status == 64)
    #expect(
      outcome.errors == "retrain: --rollback goes with --runs only; leave out \(option)\n")
  }
}
