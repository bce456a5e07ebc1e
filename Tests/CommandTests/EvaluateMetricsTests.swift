import DurableFiles
import Evaluation
import Foundation
import JSONLines
import Safetensors
import TestSupport
import Testing

private let file = "runs/mnist/evaluation.jsonl"

/// What `evaluate` keeps and writes of a checkpoint's metrics.
@Suite struct EvaluateMetricsTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun(epochs: [1, 2], judge: true) }

  private func records(_ file: String = file) throws -> [EvaluationRecord] {
    try run.bytes(file).split(separator: 10).compactMap { decodeJSONLine($0) }
  }

  private func judgeSha256() throws -> String? {
    let file = try ReadableFile(path: run.path + "/data/judge.safetensors")
    return try SafetensorsHeader(of: file).metadata["sha256"]
  }

  @Test func aRecordNamesItsJudgeAndHasTheTwentyMetrics() throws {
    #expect(try run.evaluate.run().status == 0)
    let record = try #require(try records().first)
    #expect(try record.conditions.judgeSha256 == judgeSha256())
    #expect(record.conditions.neighbours == 5)
    #expect(MetricName.allCases.allSatisfy { record.metrics[$0] != nil })
    let line = String(decoding: try run.bytes(file), as: UTF8.self)
    for name in MetricName.allCases { #expect(line.contains("\"\(name.rawValue)\":")) }
    let accuracy = record.real.accuracy
    #expect(record.accuracyRealInterval[0] <= accuracy)
    #expect(record.accuracyRealInterval[1] >= accuracy)
  }

  @Test func withoutAJudgeTheRecordIsAnother() throws {
    #expect(try run.evaluate.run(["--no-judge"]).status == 0)
    #expect(String(decoding: try run.bytes(file), as: UTF8.self).contains("\"judge_sha256\":null"))
    #expect(try records().map(\.metrics.images) == [nil])
    #expect(try run.evaluate.run().errors == "evaluated 1 of 1 checkpoints, wrote \(file)\n")
    #expect(try records().map { $0.metrics.images == nil } == [true, false])
    let alone = try run.evaluate.run(["--no-judge"])
    #expect(alone.errors == "\(file) is up to date, nothing to do\n")
  }

  @Test func fewSamplesAreComparedWithTheWholeTestSet() throws {
    #expect(try run.evaluate.run(["--samples", "20", "--quiet"]) == .quietly)
    let record = try #require(try records().first)
    #expect(record.real.images == 50 && record.fake.images == 20 && record.course.images == 20)
    // The generator's first images are the same.
    #expect(try run.evaluate.run(["--quiet"]) == .quietly)
    #expect(try records()[1].course.images == 50)
  }

  @Test func theCSVHasARowForEachCheckpoint() throws {
    let result = try run.evaluate.run(["--checkpoint", "all", "--csv", "a.csv"])
    #expect(result.errors.hasSuffix("wrote a.csv\n"))
    let text = String(decoding: try run.bytes("a.csv"), as: UTF8.self)
    let rows = text.split(separator: "\r\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows.map(\.first) == ["checkpoint", "e001", "e002"])
    #expect(rows[0].suffix(20) == MetricName.allCases.map(\.rawValue)[...])
    for (record, row) in zip(try records(), rows.dropFirst()) {
      for (name, cell) in zip(MetricName.allCases, row.suffix(20)) {
        #expect(Double(cell) == record.metrics[name], "\(name)")
      }
    }
    try run.write("mine,".utf8, to: "b.csv")
    try run.evaluate.expect(
      ["--csv", "b.csv"], fails: 73,
      """
      error: 'b.csv' is there and is not a table of evaluations, so it stays; name another output, or \
      remove it first
      """)
  }

  @Test func scipyComputesTheSameFromTheExportedFeatures() throws {
    let result = try run.evaluate.run(["--features", "a.npz", "--samples", "40"])
    #expect(result.status == 0 && result.errors.hasSuffix("wrote a.npz\n"))
    let script = Program(path: "\(Program.repository)/tools/recompute-metrics", in: run.path)
    let again = try script.run(["a.npz", "data/mnist.safetensors", file, "e002"])
    if again.status == 69 {
      print("skipped: \(again.errors)")
      return
    }
    #expect(again.status == 0, "\(again.output)\(again.errors)")
    #expect(again.lines.count == 20)
    // What is known already is exported all the same.
    let bytes = try run.bytes("a.npz")
    #expect(try run.evaluate.run(["--features", "b.npz", "--samples", "40"]).status == 0)
    #expect(try run.bytes("b.npz") == bytes)
    let line = String(decoding: try run.bytes(file), as: UTF8.self)
    let other = line.replacing(#/"coverage":[0-9.]+/#, with: "\"coverage\":0.123")
    try run.write(other.utf8, to: file)
    let differing = try script.run(["a.npz", "data/mnist.safetensors", file, "e002"])
    #expect(differing.status == 1)
    #expect(differing.lines.filter { $0.hasPrefix("DIFFERS") }.count == 1)
  }

  @Test func recordsCanBeKeptElsewhere() throws {
    let other = try run.evaluate.run(["--output", "out/mine.jsonl"])
    #expect(other.errors == "evaluated 1 of 1 checkpoints, wrote out/mine.jsonl\n")
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar"])
    let again = try run.evaluate.run(["--output", "out/mine.jsonl"])
    #expect(again.errors == "out/mine.jsonl is up to date, nothing to do\n")
    #expect(try run.evaluate.run(["--output", "runs/mnist/../mnist/evaluation.jsonl"]).status == 0)
    #expect(try run.bytes(file) == run.bytes("out/mine.jsonl"))
    #expect(try !run.names(in: "runs/mnist").contains(".evaluation.jsonl.lock"))
    for path in ["runs/mnist/checkpoints.tar", "data/mnist.safetensors"] {
      let bytes = try run.bytes(path)
      #expect(try run.evaluate.run(["--output", path]).status == 73)
      #expect(try run.bytes(path) == bytes)
    }
  }

  @Test func theListSaysWhatIsEvaluated() throws {
    #expect(try run.evaluate.run(["--checkpoint", "e002", "--quiet"]) == .quietly)
    let frechet = try #require(try records().first?.metrics[.frechetDistance])
    let result = try run.evaluate.run(["--list"])
    #expect(result.status == 0 && result.errors == "")
    #expect(
      result.lines.map { $0.split(separator: " ").map(String.init) } == [
        ["checkpoint", "step", "size", "evaluations", "frechet"],
        ["e001", "3", "2.6", "MB", "0", "-"],
        ["e002", "6", "2.6", "MB", "1", String(format: "%.2f", frechet)],
      ])
    let json = try run.evaluate.run(["--list", "--json"])
    #expect(json.output.contains("\"evaluations\":1,\"frechet_distance\":"))
    try run.evaluate.expect(
      ["--list", "--run", "none"], fails: 66,
      """
      error: there is no checkpoint archive 'none/checkpoints.tar'; run 'train' first, or name its \
      run with --run
      """)
  }
}
