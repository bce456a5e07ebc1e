import Foundation
import TestSupport
import Testing

/// `evaluate --compare`.
@Suite struct EvaluateCompareTests {
  private let run: TemporaryRun

  /// Two runs of other seeds, `runs/a` and `runs/b`, of epochs 1 and 2.
  init() throws {
    run = try TemporaryRun(epochs: [1, 2], judge: true)
    try rename("runs/mnist", "runs/a")
    try makeFolder("runs/mnist")
    for epoch in [1, 2] { try run.append(epoch: epoch, seed: 10 + epoch) }
    try rename("runs/mnist", "runs/b")
  }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: "\(run.path)/\(name)", withIntermediateDirectories: true)
  }

  private func rename(_ old: String, _ new: String) throws {
    try FileManager.default.moveItem(atPath: "\(run.path)/\(old)", toPath: "\(run.path)/\(new)")
  }

  private func evaluate(_ name: String, _ arguments: String...) throws {
    #expect(
      try run.evaluate.run(["--run", name, "--checkpoint", "all", "--quiet"] + arguments)
        == .quietly)
  }

  private struct Result: Decodable {
    struct Spread: Decodable { let mean, deviation, least, most: Double }
    struct Spreads: Decodable {
      let checkpoint: String
      let runs: Int
      let metrics: [String: Spread]
    }
    struct Entry: Decodable {
      let run, checkpoint: String
      let group: Int
      let metrics: [String: Double]
    }
    struct Omission: Decodable, Equatable {
      let run: String
      let otherConditions: [String]
    }
    let runs: [Entry]
    let spreads: [Spreads]
    let leftOut: [Omission]
  }

  private func compare(_ names: [String]) throws -> Result {
    let finished = try run.evaluate.run(["--json", "--compare"] + names)
    #expect(finished.status == 0, "\(finished.errors)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Result.self, from: Data(finished.output.utf8))
  }

  @Test func runsOfOtherSeedsSpread() throws {
    try evaluate("runs/a")
    try evaluate("runs/b")
    let result = try compare(["runs/a", "runs/b"])
    #expect(result.runs.map(\.checkpoint) == ["e001", "e001", "e002", "e002"])
    #expect(result.runs.map(\.run) == ["runs/a", "runs/b", "runs/a", "runs/b"])
    #expect(result.runs.map(\.group) == [1, 1, 1, 1] && result.leftOut == [])
    #expect(result.spreads.map(\.checkpoint) == ["e001", "e002"])
    let key = "frechet_distance"
    let values = result.runs.prefix(2).compactMap { $0.metrics[key] }
    let spread = try #require(result.spreads[0].metrics[key])
    #expect(values.count == 2 && values[0] != values[1])
    expectClose(spread.mean, (values[0] + values[1]) / 2, 1e-9, "mean")
    expectClose(spread.deviation, abs(values[0] - values[1]) / 2.0.squareRoot(), 1e-9, "deviation")
    #expect(spread.least == min(values[0], values[1]) && spread.most == max(values[0], values[1]))
    let table = try run.evaluate.run(["--compare", "runs/a", "runs/b", "--csv", "c.csv"])
    #expect(table.lines.count == 1 + 2 * (2 + 4))
    #expect(table.lines.allSatisfy { $0.count <= 100 })
    #expect(table.errors == "wrote c.csv\n")
    let rows = String(decoding: try run.bytes("c.csv"), as: UTF8.self).split(separator: "\r\n")
    #expect(rows.count == 1 + 4 + 8)
    #expect(rows[5].hasPrefix("mean,1,,e001,"))
  }

  @Test func epochsThatNotAllHaveAreLeftOut() throws {
    try evaluate("runs/a")
    #expect(
      try run.evaluate.run(["--run", "runs/b", "--checkpoint", "e002", "--quiet"]) == .quietly)
    #expect(try compare(["runs/a", "runs/b"]).runs.map(\.checkpoint) == ["e002", "e002"])
  }

  @Test func runsMeasuredInAnotherWayAreNamed() throws {
    try evaluate("runs/a")
    try evaluate("runs/b")
    try makeFolder("runs/mnist")
    try run.append(epoch: 1, seed: 31)
    try rename("runs/mnist", "runs/c")
    try evaluate("runs/c", "--samples", "20")
    let names = ["runs/c", "runs/a", "runs/b"]
    let result = try compare(names)
    #expect(result.runs.allSatisfy { $0.run != "runs/c" })
    #expect(result.leftOut == [.init(run: "runs/c", otherConditions: ["samples"])])
    #expect(
      try run.evaluate.run(["--compare"] + names).errors == """
        warning: 'runs/c' is left out: its records differ in samples; evaluate it as the others

        """)
  }

  @Test func runsThatCannotBeComparedAreNamed() throws {
    try evaluate("runs/a")
    try run.evaluate.expect(
      ["--compare", "runs/a", "runs/b"], fails: 66,
      """
      error: 'runs/b' has no evaluated checkpoint that its archive still holds; run 'evaluate --every \
      10' on it first
      """)
    try run.evaluate.expect(
      ["--compare", "runs/a", "runs/../runs/a"], fails: 64,
      "error: 'runs/a' and 'runs/../runs/a' are the same run; name different ones")
    #expect(
      try run.evaluate.run(["--run", "runs/a", "--checkpoint", "e001", "--quiet"]).status == 0)
    try FileManager.default.removeItem(atPath: run.path + "/runs/a/evaluation.jsonl")
    for (name, epoch) in [("runs/a", "e001"), ("runs/b", "e002")] {
      #expect(
        try run.evaluate.run(["--run", name, "--checkpoint", epoch, "--quiet"]) == .quietly)
    }
    try run.evaluate.expect(
      ["--compare", "runs/a", "runs/b"], fails: 65,
      """
      error: no epoch is evaluated in all of 'runs/a', 'runs/b'; evaluate them with the same --every
      """)
  }
}
