import Foundation
import TestSupport
import Testing

/// `pipeline/retrain --gate`.
@Suite struct RetrainGateTests {
  private let folder: Retraining

  init() throws {
    folder = try Retraining()
    try gate("pass.yaml", "metrics: {frechet_distance: {at_least: 0}}")
    try gate("refuse.yaml", "metrics: {frechet_distance: {at_most: 0}}")
  }

  private func gate(_ name: String, _ text: String) throws {
    try write("\(text)\n".utf8, to: "\(folder.path)/\(name)")
  }

  private func retrain(_ gate: String, _ options: String...) throws -> Program.Finished {
    try folder.start("short.yaml", ["--gate", "\(folder.path)/\(gate)"] + options).finish()
  }

  private func mark(of run: String) throws -> String {
    String(decoding: try folder.contents("runs/\(run)/.finished"), as: UTF8.self)
  }

  /// What is said of a run that is refused.
  private func refusal(of run: String, by gate: String, _ reason: String) -> String {
    """
    retrain: '\(folder.path)/runs/\(run)' is not made current: evaluate ended with 1: the gate \
    '\(folder.path)/\(gate)' refuses e001: \(reason)

    """
  }

  @Test func aRunThatPassesBecomesCurrent() throws {
    #expect(try retrain("pass.yaml") == .quietly)
    let first = try #require(folder.current)
    #expect(folder.exists("runs/current/verdict.json"))
    #expect(folder.previous == nil)
    // The same seed draws the same digits, which are no worse.
    try gate(
      "same.yaml", "metrics: {frechet_distance: {may_worsen: 0}, coverage: {may_worsen: 0%}}")
    #expect(try retrain("same.yaml") == .quietly)
    #expect(folder.runs == [first, folder.current] && folder.previous == first)
    let verdict = String(decoding: try folder.contents("runs/current/verdict.json"), as: UTF8.self)
    #expect(verdict.contains(#""champion":{"checkpoint":"e001""#))
  }

  @Test func aRunThatIsRefusedStaysAndTheNextBeginsAnew() throws {
    #expect(try folder.retrain() == .quietly)
    let champion = try #require(folder.current)
    for number in 2...3 {
      let outcome = try retrain("refuse.yaml")
      #expect(outcome.status == 1 && outcome.output == "")
      #expect(folder.runs.count == number)
      let refused = try #require(folder.runs.last)
      #expect(try mark(of: refused) == "refused\n")
      #expect(outcome.errors.hasPrefix(refusal(of: refused, by: "refuse.yaml", "").dropLast()))
      #expect(outcome.errors.hasSuffix(" and at most 0.0000 passes\n"))
      #expect(outcome.errors.filter(\.isNewline).count == 1)
      #expect(folder.current == champion && folder.previous == nil)
    }
    #expect(try retrain("pass.yaml") == .quietly)
    #expect(folder.runs.count == 4 && folder.current == folder.runs.last)
    #expect(folder.previous == champion)
  }

  @Test func aFirstRunIsAsTheGateSays() throws {
    let rule = "metrics: {coverage: {may_worsen: 0}}"
    try gate("promote.yaml", "\(rule)\nfirst_run: promote")
    try gate("wait.yaml", "\(rule)\nfirst_run: refuse")
    try gate("silent.yaml", rule)

    let unclear = try retrain("silent.yaml")
    #expect(unclear.status == 64 && folder.runs.isEmpty)
    #expect(unclear.errors.contains("compares with a champion"))

    let outcome = try retrain("wait.yaml")
    #expect(outcome.status == 1 && folder.current == nil)
    #expect(try mark(of: #require(folder.runs.first)) == "refused\n")

    #expect(try retrain("promote.yaml") == .quietly)
    #expect(folder.current == folder.runs.last && folder.runs.count == 2)
    #expect(folder.previous == nil)
  }

  @Test(arguments: [
    ("none.yaml", nil, Int32(66)), ("bad.yaml", "metrics: {fid: {at_most: 1}}", 65),
  ]) func aGateThatCannotBeUsedEndsItBeforeTraining(
    name: String, text: String?, status: Int32
  ) throws {
    if let text { try gate(name, text) }
    let outcome = try retrain(name)
    #expect(outcome.status == status)
    #expect(outcome.errors.hasPrefix("retrain: evaluate ended with \(status): error: "))
    #expect(outcome.errors.filter(\.isNewline).count == 1)
    #expect(folder.runs.isEmpty)
  }

  @Test func aChampionThatCannotBeReadEndsItBeforeTraining() throws {
    #expect(try folder.retrain() == .quietly)
    try write([1, 2, 3], to: "\(folder.path)/runs/current/checkpoints.tar")
    let outcome = try retrain("pass.yaml")
    #expect(outcome.status == 65 && folder.runs.count == 1)
    #expect(outcome.errors.contains("is not a checkpoint archive"))
  }

  /// What is left when it ends before it marks the run that was refused, or that passed.
  @Test(arguments: ["pass.yaml", "refuse.yaml"])
  func whatEndedBehindTheGateIsJudgedAgain(gate: String) throws {
    #expect(try folder.retrain() == .quietly)
    let champion = try #require(folder.current)
    let passes = gate == "pass.yaml"
    #expect(try retrain(gate).status == (passes ? 0 : 1))
    let run = try #require(folder.runs.last)
    try folder.remove("runs/\(run)/.finished")
    try folder.point("current", to: champion)
    if passes { try folder.remove("runs/previous") }
    let verdict = try folder.contents("runs/\(run)/verdict.json")

    #expect(try retrain(gate).status == (passes ? 0 : 1))
    #expect(folder.runs == [champion, run])
    #expect(folder.current == (passes ? run : champion))
    #expect(folder.previous == (passes ? champion : nil))
    #expect(try mark(of: run) == (passes ? "whole\n" : "refused\n"))
    #expect(try folder.contents("runs/\(run)/verdict.json") == verdict)
  }

  @Test func refusedRunsAreAmongThoseThatAreRemoved() throws {
    #expect(try folder.retrain() == .quietly)
    let champion = try #require(folder.current)
    #expect(try retrain("refuse.yaml").status == 1)
    #expect(try retrain("refuse.yaml", "--keep", "1").status == 1)
    #expect(try folder.runs == [champion, #require(folder.runs.last)])
    #expect(folder.current == champion)
  }
}
