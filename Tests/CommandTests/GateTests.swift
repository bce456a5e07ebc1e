import Evaluation
import Foundation
import TestSupport
import Testing

private let verdict = "runs/mnist/verdict.json"

/// `evaluate --gate`.
@Suite struct GateTests {
  /// A run of these epochs with a gate beside it.
  private func run(
    _ gate: String, epochs: [Int] = [1], judge: Bool = false
  ) throws -> TemporaryRun {
    let run = try TemporaryRun(epochs: epochs, judge: judge)
    try run.write("\(gate)\n".utf8, to: "g.yaml")
    return run
  }

  /// The value of a metric in the only record of a run.
  private func value(_ metric: MetricName, in run: TemporaryRun, _ folder: String) throws -> Double
  {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let lines = try run.bytes("runs/\(folder)/evaluation.jsonl").split(separator: 10)
    #expect(lines.count == 1)
    let record = try decoder.decode(EvaluationRecord.self, from: Data(#require(lines.first)))
    return try #require(record.metrics[metric])
  }

  private func text(_ run: TemporaryRun, _ name: String = verdict) throws -> String {
    String(decoding: try run.bytes(name), as: UTF8.self)
  }

  /// Copies the run, whose epochs the copy keeps when it gets others.
  private func copyRun(of run: TemporaryRun, as name: String) throws {
    try FileManager.default.copyItem(
      atPath: run.path + "/runs/mnist", toPath: "\(run.path)/runs/\(name)")
  }

  @Test func whatIsAsTheGateAsksPasses() throws {
    let run = try run("metrics: {accuracy_real: {at_least: 0, at_most: 1}}", epochs: [1, 2])
    let result = try run.evaluate.run(["--gate", "g.yaml", "--no-judge", "--checkpoint", "e001"])
    #expect(result.status == 0)
    let accuracy = String(format: "%.4f", try value(.accuracyReal, in: run, "mnist"))
    #expect(
      result.lines == [
        "metric         rule               passes   value  champion  result",
        "accuracy_real  at_least  at least 0.0000  \(accuracy)         -  passed",
        "accuracy_real  at_most    at most 1.0000  \(accuracy)         -  passed",
      ])
    #expect(result.errors == "the gate 'g.yaml' lets e001 pass, wrote \(verdict)\n")
    #expect(try text(run).hasPrefix(#"{"candidate":{"checkpoint":"e001","#))
    #expect(try text(run).contains(#""passed":true,"tool_version""#))
    let bytes = try run.bytes(verdict)
    #expect(
      try run.evaluate.run(["--gate", "g.yaml", "--no-judge", "--checkpoint", "1"]) == result)
    #expect(try run.bytes(verdict) == bytes)
  }

  @Test func whatIsNotIsRefusedWithOne() throws {
    let run = try run(
      "metrics: {probability_real: {at_most: 0}, coverage: {at_least: 0}, mean_pixel: {at_least: 0}}"
    )
    let result = try run.evaluate.run(["--gate", "g.yaml", "--no-judge"])
    #expect(result.status == 1)
    let probability = String(format: "%.4f", try value(.probabilityReal, in: run, "mnist"))
    #expect(
      result.errors == """
        the gate 'g.yaml' refuses e001: probability_real is \(probability) and at most 0.0000 passes; \
        coverage is not known; mean_pixel is not known

        """)
    #expect(try text(run).contains(#""passed":false,"tool_version""#))
    for option in ["--quiet", "--json"] {
      let silent = try run.evaluate.run(["--gate", "g.yaml", "--no-judge", option])
      #expect(silent.status == 1 && silent.errors == "")
      let json = try "{\"output\":\"\(verdict)\",\"verdict\":\(text(run).dropLast())}\n"
      #expect(silent.output == (option == "--json" ? json : ""))
    }
  }

  @Test func theChampionIsMeasuredOnTheSame() throws {
    let run = try run(
      "metrics: {frechet_distance: {may_worsen: 0}, coverage: {may_worsen: 0%}}", judge: true)
    try copyRun(of: run, as: "champion")
    try run.append(epoch: 2)
    let arguments = [
      "--gate", "g.yaml", "--champion", "runs/champion", "--samples", "20", "--seed", "5",
    ]
    #expect(try run.evaluate.run(arguments + ["--checkpoint", "e001"]).status == 0)
    let kept = try text(run, "runs/champion/evaluation.jsonl")
    #expect(kept.contains(#""samples":20,"seed":5"#))
    #expect(kept == (try text(run, "runs/mnist/evaluation.jsonl")))
    try FileManager.default.removeItem(atPath: run.path + "/runs/mnist/evaluation.jsonl")

    let result = try run.evaluate.run(arguments)
    let distances = try ["mnist", "champion"].map { try value(.frechetDistance, in: run, $0) }
    let coverages = try ["mnist", "champion"].map { try value(.coverage, in: run, $0) }
    let isPassed = distances[0] <= distances[1] && coverages[0] >= coverages[1]
    #expect(result.status == (isPassed ? 0 : 1))
    #expect(distances[0] != distances[1])
    let line = try #require(result.lines.dropFirst().first)
    let numbers = distances.map { String(format: "%.4f", $0) }
    #expect(
      line.split(separator: " ").map(String.init) == [
        "frechet_distance", "may_worsen", "0", "at", "most", numbers[1], numbers[0], numbers[1],
        distances[0] <= distances[1] ? "passed" : "failed",
      ])
    #expect(try text(run, "runs/champion/evaluation.jsonl") == kept)
    #expect(try text(run).contains(#""champion":{"checkpoint":"e001","conditions""#))
  }

  @Test func aCheckpointOfTheSameRunCanBeTheChampion() throws {
    let run = try run(
      "metrics: {frechet_distance: {may_worsen: 0}}", epochs: [1, 2], judge: true)
    let statuses = try [("e001", "e002"), ("e002", "e001"), ("e002", "last")].map { one, other in
      try run.evaluate.run(
        [
          "--gate", "g.yaml", "--samples", "20", "--checkpoint", one, "--champion", "runs/mnist",
          "--champion-checkpoint", other,
        ]
      ).status
    }
    #expect(Set(statuses.prefix(2)) == [0, 1] && statuses.last == 0)
    let best = try run.evaluate.run(
      ["--gate", "g.yaml", "--samples", "20", "--checkpoint", "best", "--champion", "runs/mnist"])
    #expect(best.status == 0)
  }

  @Test func aChampionThatIsOnlyReadIsFine() throws {
    let run = try run("metrics: {coverage: {may_worsen: 0}}", judge: true)
    try copyRun(of: run, as: "champion")
    // Root may write everywhere, but for what the line takes from it.
    let result = try run.evaluate.shell(
      #"""
      chmod a-w runs/champion
      root=$([ "$(id -u)" = 0 ] && echo setpriv --inh-caps=-all --bounding-set=-all)
      $root "$0" --gate g.yaml --champion runs/champion
      status=$?
      chmod u+w runs/champion
      exit $status
      """#)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try run.names(in: "runs/champion") == ["checkpoints.tar"])
    #expect(try run.names(in: "runs/mnist").contains("verdict.json"))
  }

  @Test(arguments: [("promote", Int32(0)), ("refuse", 1)])
  func withoutAChampionTheGateSays(choice: String, status: Int32) throws {
    let run = try run("{metrics: {coverage: {may_worsen: 0}}, first_run: \(choice)}", judge: true)
    let result = try run.evaluate.run(["--gate", "g.yaml"])
    #expect(result.status == status)
    #expect(try text(run).contains(#""first_run":"\#(choice)""#))
    if status == 1 {
      #expect(result.errors.hasSuffix(" and there is no champion's to compare it with\n"))
    }
  }

  @Test func aChampionThatIsNeededAndNotThereIsUsage() throws {
    let run = try run("metrics: {coverage: {may_worsen: 0}}")
    try run.evaluate.expect(
      ["--gate", "g.yaml"], fails: 64,
      """
      error: gate 'g.yaml' compares with a champion; name its run with --champion, or let the gate say \
      'first_run: promote' or 'first_run: refuse'
      """)
    try run.evaluate.expect(
      ["--gate", "g.yaml", "--champion", "runs/none"], fails: 66,
      """
      error: there is no run in 'runs/none' to compare with; name the folder of one with --champion
      """)
    #expect(try run.names(in: "runs") == ["mnist"])
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar"])
  }

  @Test func theGateIsReadBeforeAnythingElse() throws {
    let run = try TemporaryRun()
    try run.evaluate.expect(
      ["--gate", "g.yaml"], fails: 66, "error: 'g.yaml' does not exist; check the path")
    try run.write("metrics: {fid: {at_most: 1}}\n".utf8, to: "g.yaml")
    let result = try run.evaluate.run(["--gate", "g.yaml"])
    #expect(result.status == 65)
    #expect(result.errors.hasPrefix("error: gate 'g.yaml': unknown metric 'fid'; there are "))
    try run.write("metrics: {recall: {at_least: 1}}\n".utf8, to: "g.yaml")
    try run.evaluate.expect(
      ["--gate", "g.yaml"], fails: 66,
      """
      error: there is no checkpoint archive 'runs/mnist/checkpoints.tar'; run 'train' first, or name \
      its run with --run
      """)
  }

  @Test func aDryRunReadsTheGateAndFindsTheChampion() throws {
    let run = try run("metrics: {recall: {may_worsen: 0, at_least: 0.5}}")
    let result = try run.evaluate.run(
      ["--gate", "g.yaml", "--dry-run", "--run", "runs/none", "--champion", "runs/mnist"])
    #expect(result.status == 0 && result.output == "")
    #expect(
      result.errors == "the gate 'g.yaml' has 2 rules, the champion is e001 of 'runs/mnist'\n")
    #expect(try run.evaluate.run(["--gate", "g.yaml", "--dry-run"]).status == 64)
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar"])
  }

  @Test(arguments: [
    (["--gate", ""], "--gate is empty; name a file"),
    (["--gate", "g", "--champion", ""], "--champion is empty; name a folder"),
    (["--champion", "runs/mnist"], "--champion goes with --gate; give a gate, or leave it out"),
    (["--dry-run"], "--dry-run goes with --gate; give a gate, or leave it out"),
    (
      ["--gate", "g", "--champion-checkpoint", "e001"],
      "--champion-checkpoint goes with --champion; name a run, or leave it out"
    ),
    (
      ["--gate", "g", "--champion", "runs/mnist", "--champion-checkpoint", "all"],
      "--champion-checkpoint is 'all'; name one checkpoint"
    ),
    (["--gate", "g", "--every", "2"], "--gate judges one checkpoint; name it with --checkpoint"),
    (
      ["--gate", "g", "--checkpoint", "all"],
      "--gate judges one checkpoint; name it with --checkpoint"
    ),
    (["--gate", "g", "--list"], "--gate and --list exclude each other; take one"),
  ]) func usageIsCheckedBeforeAnyWork(arguments: [String], complaint: String) throws {
    let run = try TemporaryRun()
    try run.evaluate.expect(arguments, fails: 64, "error: \(complaint)")
  }

  @Test func aNameThatIsNoCheckpointOfTheChampionIsAnswered() throws {
    let run = try run("metrics: {recall: {may_worsen: 0}}")
    for (name, kind) in [("e009", "has no checkpoint 'e009'"), ("best", "has no Frechet distance")]
    {
      let result = try run.evaluate.run(
        ["--gate", "g.yaml", "--champion", "runs/mnist", "--champion-checkpoint", name])
      #expect(result.status == 66)
      #expect(result.errors.contains(kind) && result.errors.filter(\.isNewline).count == 1)
    }
  }
}
