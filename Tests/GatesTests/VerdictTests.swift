import DurableFiles
import NeuralNetwork
import TestSupport
import Testing

@testable import Evaluation
@testable import Gates

@Suite struct VerdictTests {
  private let folder: TemporaryFolder
  private let kernels: Kernels

  init() throws {
    folder = try TemporaryFolder()
    kernels = try Kernels()
  }

  private func gate(_ yaml: String) throws -> GateFile {
    try write(yaml.utf8, to: folder.file("g.yaml"))
    return try GateFile(path: folder.file("g.yaml"))
  }

  private func record(_ epoch: Int, _ quality: CheckpointQuality, seed: UInt64 = 1)
    -> EvaluationRecord
  {
    let judgement = Judgement(logits: [1, -1, 2], areReal: true)
    return EvaluationRecord(
      checkpoint: "e00\(epoch)",
      conditions: EvaluationRecord.Conditions(
        epoch: epoch, members: ["generator.safetensors": "\(epoch)"], rawGenerator: nil,
        dataSha256: "d", judgeSha256: "j", samples: 3, neighbours: 5, seed: seed,
        instructionSet: "avx2",
        arithmeticRevision: 3),
      real: judgement, fake: judgement, metrics: quality,
      course: CourseFigure(
        realLogits: [1], fakeLogits: [1], random: RandomStream(seed: 1, kernels: kernels)),
      toolVersion: "t")
  }

  private let rules = "metrics: {frechet_distance: {at_most: 120, may_worsen: 10%}}"

  @Test func itsBytesAreAFunctionOfWhatWasJudged() throws {
    let gate = try gate(rules)
    let champion = record(1, quality(frechet: 100))
    for (frechet, passed) in [(110.0, true), (130.5, false)] {
      let path = folder.file("verdict.json")
      let verdict = try Verdict(
        of: gate, candidate: record(2, quality(frechet: frechet)), champion: champion,
        toolVersion: "t")
      #expect(verdict.passed == passed)
      try VerdictFile(path: path).keep(verdict)
      func conditions(_ epoch: Int) -> String {
        #"""
        {"arithmetic_revision":3,"data_sha256":"d","epoch":\#(epoch),"instruction_set":"avx2",\#
        "judge_sha256":"j","members":{"generator.safetensors":"\#(epoch)"},"neighbours":5,\#
        "samples":3,"seed":1}
        """#
      }
      let text = frechet == 110 ? "110" : "130.5"
      #expect(
        String(decoding: try bytes(at: path), as: UTF8.self) == #"""
          {"candidate":{"checkpoint":"e002","conditions":\#(conditions(2))},\#
          "champion":{"checkpoint":"e001","conditions":\#(conditions(1))},"comparisons":[\#
          {"bound":"at_most","champion":100,"limit":120,"metric":"frechet_distance",\#
          "passed":\#(passed),"rule":"at_most","value":\#(text)},\#
          {"allowance":"10%","bound":"at_most","champion":100,"limit":110,\#
          "metric":"frechet_distance","passed":\#(passed),"rule":"may_worsen","value":\#(text)}],\#
          "format_version":1,"gate_sha256":"\#(gate.sha256.hex)","passed":\#(passed),\#
          "tool_version":"t"}

          """#)
    }
  }

  @Test func oneComparisonThatFailsIsEnough() throws {
    let gate = try gate(
      "metrics: {coverage: {at_least: 0.2}, frechet_distance: {at_most: 120}, recall: {at_least: 0}}"
    )
    let verdict = try Verdict(
      of: gate, candidate: record(1, quality(frechet: 121)), champion: nil, toolVersion: "t")
    #expect(!verdict.passed && verdict.comparisons.map(\.passed) == [true, false, true])
    #expect(verdict.firstRun == nil && verdict.champion == nil)
  }

  @Test(arguments: [("promote", 120.0, true), ("promote", 121, false), ("refuse", 120, false)])
  func aFirstRunIsAsTheGateSays(choice: String, frechet: Double, passed: Bool) throws {
    let gate = try gate("\(rules)\nfirst_run: \(choice)")
    let candidate = record(1, quality(frechet: frechet))
    let first = try Verdict(of: gate, candidate: candidate, champion: nil, toolVersion: "t")
    #expect(first.passed == passed && first.firstRun?.rawValue == choice)
    let later = try Verdict(of: gate, candidate: candidate, champion: candidate, toolVersion: "t")
    #expect(later.passed == (frechet <= 120) && later.firstRun == nil)
  }

  @Test func aGateThatComparesAndDoesNotSayNeedsAChampion() throws {
    let gate = try gate(rules)
    let error = GateError.noChampion(path: gate.path)
    #expect(throws: error) {
      try Verdict(of: gate, candidate: record(1, quality()), champion: nil, toolVersion: "t")
    }
    #expect(throws: error) { try gate.expectAnswer(withChampion: false) }
    #expect(error.kind == .usage)
    #expect(
      error.description == """
        gate '\(gate.path)' compares with a champion; name its run with --champion, or let the gate \
        say 'first_run: promote' or 'first_run: refuse'
        """)
  }
}
