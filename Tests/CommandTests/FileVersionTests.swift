import CommandSupport
import Foundation
import TestSupport
import Testing

@testable import Runs

private let state = "runs/mnist/state.safetensors"
private let log = "runs/mnist/train.jsonl"
private let evaluation = "runs/mnist/evaluation.jsonl"

/// A run of one epoch, made by the built binary.
private func trainedRun() throws -> TemporaryRun {
  let run = try TemporaryRun()
  try run.makeStore()
  #expect(try run.train.run(options(epochs: 1)).status == 0)
  return run
}

private func options(epochs: Int) -> [String] {
  ["--epochs", "\(epochs)", "--batch-size", "16", "--latent-dim", "10", "--threads", "1"]
}

/// Files of another version: what the built binaries say, and that they leave them as they are.
@Suite struct FileVersionTests {
  /// Changes the text of progress, with a digest that holds.
  private func changeState(_ run: TemporaryRun, _ old: String, _ new: String) throws {
    let path = "\(run.path)/\(state)"
    let read = try #require(try TrainingState.read(from: path))
    let text = try read.progress.text()
    #expect(text.contains(old))
    try TrainingState.write(text: text.replacing(old, with: new), tensors: read.tensors(), to: path)
  }

  private func files(_ run: TemporaryRun) throws -> [String: [UInt8]] {
    let names = try run.names(in: "runs/mnist")
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try run.bytes("runs/mnist/\($0)")) })
  }

  private func expectForeignState(
    _ old: String, _ new: String, format: Int, location: SourceLocation = #_sourceLocation
  ) throws {
    let run = try trainedRun()
    try changeState(run, old, new)
    let before = try files(run)
    let reason = """
      '\(state)' is of a run by version \(toolVersion) of this program, in a form of format \
      \(format) that this version does not know; continue it with that version, or begin another \
      with --run, or in its place with --overwrite

      """
    let training = try run.train.run(options(epochs: 2))
    #expect(
      training == Program.Finished(status: 65, output: "", errors: "error: " + reason),
      sourceLocation: location)
    let verification = try run.evaluate.run(["--verify", "--quiet"])
    #expect(
      verification
        == Program.Finished(status: 65, output: "", errors: "foreign: " + reason),
      sourceLocation: location)
    #expect(try files(run) == before, sourceLocation: location)
    let again = try run.train.run(options(epochs: 1) + ["--overwrite"])
    #expect(again.status == 0, sourceLocation: location)
  }

  @Test func stateOfALaterFormatIsForeign() throws {
    try expectForeignState(#""format_version":2"#, #""format_version":3"#, format: 3)
  }

  @Test func stateWithoutAKeyIsForeign() throws {
    try expectForeignState(#""generator_updates":2,"#, "", format: 2)
  }

  @Test func stateWithAnUnknownOptionIsForeign() throws {
    try expectForeignState(#""dropout":0.4,"#, #""dropout":0.4,"ema":0.5,"#, format: 2)
  }

  @Test func stateWithAnUnknownKeyIsContinuedAndTheKeyKept() throws {
    let run = try trainedRun()
    try changeState(run, #""epoch":1,"#, #""epoch":1,"later":{"a":1},"#)
    #expect(try run.evaluate.run(["--verify"]).status == 0)
    #expect(try run.train.run(options(epochs: 2)).status == 0)
    let read = try #require(try TrainingState.read(from: "\(run.path)/\(state)"))
    #expect(try read.progress.text().contains(#""epoch":2,"#))
    #expect(try read.progress.text().contains(#""later":{"a":1}"#))
  }

  @Test func stateWithoutAnOptionHasTheValueOfThen() throws {
    let run = try trainedRun()
    try changeState(run, #""dropout":0.4,"#, "")
    #expect(try run.train.run(options(epochs: 2)).status == 0)
  }

  /// Lines that this version does not know: of an earlier one, of a later one, without a key.
  private func foreignLines(_ line: String, version: Int) throws -> [String] {
    let earlier = line.replacing("\"format_version\":\(version),", with: "")
    let withoutKey = line.replacing(#""epoch":1,"#, with: "")
    #expect(earlier != line && withoutKey != line)
    return [earlier, "{ \"format_version\": \(version + 1), \"later\": 1.50 }", withoutKey]
  }

  private func lines(_ run: TemporaryRun, _ name: String) throws -> [String] {
    try run.bytes(name).split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func linesOfOtherVersionsStayInTheTrainingLog() throws {
    let run = try trainedRun()
    let ours = try lines(run, log)
    let foreign = try foreignLines(ours[0], version: 2)
    try run.write((foreign + ["no object"] + ours).joined(separator: "\n").utf8, to: log)
    let result = try run.train.run(options(epochs: 2) + ["--quiet"])
    #expect(
      result
        == Program.Finished(
          status: 0, output: "",
          errors: """
            warning: '\(log)' has 3 lines of another version of this program, kept as found
            warning: '\(log)' has 1 line of text that is no JSON, left out when it is written again

            """))
    let after = try lines(run, log)
    #expect(Array(after.prefix(4)) == foreign + ours)
    #expect(after.count == 5)
  }

  @Test func unknownKeyInTheTrainingLogIsKept() throws {
    let run = try trainedRun()
    let ours = try lines(run, log)[0]
    let line = ours.replacing(#""epoch":1,"#, with: #""epoch":1,"later":1.50,"#)
    #expect(line != ours)
    try run.write((line + "\n").utf8, to: log)
    #expect(try run.train.run(options(epochs: 2)).status == 0)
    #expect(try lines(run, log)[0] == line)
  }

  @Test func linesOfOtherVersionsStayInTheEvaluation() throws {
    let run = try TemporaryRun(epochs: [1, 2], judge: true)
    #expect(try run.evaluate.run(["--checkpoint", "e001"]).status == 0)
    let ours = try lines(run, evaluation)
    let foreign = try foreignLines(ours[0], version: 3)
    try run.write((ours + ["no object"] + foreign).joined(separator: "\n").utf8, to: evaluation)
    let result = try run.evaluate.run(["--checkpoint", "e002"])
    #expect(result.status == 0)
    #expect(
      result.errors == """
        warning: '\(evaluation)' has 3 lines of another version of this program, kept as found
        warning: '\(evaluation)' has 1 line of text that is no JSON, left out when it is written again
        evaluated 1 of 1 checkpoints, wrote \(evaluation)

        """)
    let after = try lines(run, evaluation)
    #expect(Array(after.prefix(4)) == ours + foreign)
    #expect(after.count == 5)
  }

  @Test func unknownKeyInTheEvaluationIsKept() throws {
    let run = try TemporaryRun(epochs: [1, 2], judge: true)
    #expect(try run.evaluate.run(["--checkpoint", "e001"]).status == 0)
    let ours = try lines(run, evaluation)[0]
    let line = ours.replacing(#""fake":"#, with: #""later":1.50,"fake":"#)
    #expect(line != ours)
    try run.write((line + "\n").utf8, to: evaluation)
    #expect(try run.evaluate.run(["--checkpoint", "all"]).errors.hasPrefix("evaluated 1 of 2"))
    #expect(try lines(run, evaluation)[0] == line)
  }

  @Test func evaluationOfAnotherToolVersionIsNotComputedAgain() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    #expect(try run.evaluate.run().status == 0)
    let line = try lines(run, evaluation)[0]
    let other = line.replacing(
      #""tool_version":"\#(toolVersion)""#, with: #""tool_version":"0.3.9""#)
    #expect(other != line)
    try run.write((other + "\n").utf8, to: evaluation)
    #expect(try run.evaluate.run().errors == "\(evaluation) is up to date, nothing to do\n")
    let earlier = line.replacing(#""arithmetic_revision":3"#, with: #""arithmetic_revision":1"#)
    try run.write((earlier + "\n").utf8, to: evaluation)
    #expect(try run.evaluate.run().errors == "evaluated 1 of 1 checkpoints, wrote \(evaluation)\n")
    #expect(try lines(run, evaluation) == [line])
  }

  @Test func evaluationOfADamagedEpochIsKept() throws {
    let run = try TemporaryRun(epochs: [1, 2], judge: true)
    #expect(try run.evaluate.run(["--checkpoint", "all"]).status == 0)
    let before = try lines(run, evaluation)
    try run.damageEpoch(at: 1)
    #expect(try run.evaluate.run(["--checkpoint", "e001"]).status == 0)
    #expect(try lines(run, evaluation) == before)
  }
}
