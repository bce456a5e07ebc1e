import Foundation
import TestSupport
import Testing

private let small = ["--batch-size", "8", "--latent-dim", "4"]

/// What `train` shows of its progress: to people at a terminal, and to programs.
@Suite struct TrainScreenTests {
  private let run: TemporaryRun

  init() throws {
    run = try TemporaryRun()
    try run.makeStore()
  }

  /// The texts that were drawn over one another, and the lines that stayed.
  private func drawn(_ screen: String) -> (bars: [String], lines: [String]) {
    let pieces = screen.replacing("\r\n", with: "\n").split(separator: "\n").map {
      $0.split(separator: "\r", omittingEmptySubsequences: true).map(String.init)
    }
    let all = pieces.flatMap { $0 }
    return (all.filter { $0.contains("[") }, pieces.compactMap(\.last).filter { !$0.contains("[") })
  }

  @Test func aTerminalGetsAHeaderABarAndTheNextCommand() throws {
    let result = try run.train.onTerminal(
      small + ["--epochs", "2", "--threads", "2"], columns: 200)
    #expect(result.status == 0)
    let (bars, lines) = drawn(result.errors)
    #expect(
      lines.first?.wholeMatch(
        of:
          /training runs\/mnist to epoch 2: 40 images of data\/mnist.safetensors, 5 steps an epoch, batches of 8; 2 threads, [a-z0-9]+ kernels, fp32/
      ) != nil, "\(lines)")
    #expect(lines.contains("runs/mnist has 2 epochs"))
    #expect(lines.last == "next: evaluate --every 10")
    #expect(
      bars.contains {
        $0.contains(
          /^e002\/2  \[#+-*\]  \d+\/10  \d+ images\/s  \d+ s left  D \d\.\d{4} G \d\.\d{4}  real \d+ % fake \d+ %/
        )
      }, "\(bars)")
  }

  @Test func theBarOfAContinuedRunIsThatOfTheWholeRun() throws {
    #expect(try run.train.run(small + ["--epochs", "3", "--quiet"]) == .quietly)
    let result = try run.train.onTerminal(["--epochs", "4"], columns: 200)
    let (bars, _) = drawn(result.errors)
    #expect(bars.first?.contains("  16/20  ") == true, "\(bars)")
    #expect(bars.allSatisfy { $0.hasPrefix("e004/4") })
  }

  @Test(arguments: [20, 40, 60]) func nothingWrapsOnANarrowTerminal(columns: Int) throws {
    let result = try run.train.onTerminal(small + ["--epochs", "2"], columns: columns)
    let (bars, _) = drawn(result.errors)
    #expect(bars.allSatisfy { $0.count < columns }, "\(bars)")
  }

  @Test func aDumbTerminalGetsLinesOnly() throws {
    let result = try run.train.onTerminal(small + ["--epochs", "1"], type: "dumb")
    #expect(result.status == 0)
    #expect(!result.errors.replacing("\r\n", with: "\n").contains("\r"))
    #expect(result.errors.contains("next: evaluate"))
  }

  @Test func quietIsQuietOnATerminalToo() throws {
    #expect(try run.train.onTerminal(small + ["--epochs", "1", "--quiet"]) == .quietly)
  }

  @Test func theNextCommandNamesTheSameFiles() throws {
    let options = ["--run", "runs/my run", "--data", "data/mnist.safetensors", "--epochs", "1"]
    let result = try run.train.onTerminal(small + options)
    #expect(
      result.errors.hasSuffix(
        "next: evaluate --every 10 --run 'runs/my run' --data data/mnist.safetensors\r\n"))
  }

  @Test func linesAsJSONAreThoseOfTheLog() throws {
    let result = try run.train.run(small + ["--epochs", "2", "--log-format", "json"])
    #expect(result.status == 0 && result.output.isEmpty)
    let log = String(decoding: try run.bytes("runs/mnist/train.jsonl"), as: UTF8.self)
    #expect(result.errors == log + "{\"note\":\"runs/mnist has 2 epochs\"}\n")
    let again = try run.train.run(["--log-format", "json"])
    #expect(again.errors == "{\"note\":\"runs/mnist has 2 epochs, nothing to do\"}\n")
    #expect(try run.train.run(["--log-format", "json", "--quiet"]) == .quietly)
  }

  @Test func jsonIsAlwaysOneResult() throws {
    func result(_ arguments: [String]) throws -> [String: Any] {
      let finished = try run.train.run(arguments + ["--json"])
      #expect(finished.status == 0)
      #expect(finished.lines.count == 1)
      return try #require(
        JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [String: Any])
    }
    let first = try result(small + ["--epochs", "2"])
    #expect(first.keys.sorted() == ["changed", "epochs", "finished", "last", "run", "trained"])
    #expect(first["changed"] as? Bool == true && first["finished"] as? Bool == true)
    #expect(first["epochs"] as? Int == 2 && first["trained"] as? Int == 2)
    let log = try run.bytes("runs/mnist/train.jsonl").split(separator: 10)
    let last = try JSONSerialization.jsonObject(with: Data(#require(log.last))) as? NSDictionary
    #expect(first["last"] as? NSDictionary == last)
    let again = try result(["--quiet"])
    #expect(again["changed"] as? Bool == false && again["trained"] as? Int == 0)
    #expect(again["last"] as? NSDictionary == last)
    let dry = try result(["--dry-run"])
    #expect(dry.keys.sorted() == ["epochs", "options"] && dry["epochs"] as? Int == 2)
  }

  @Test func aRunThatIsKeptHasItsResultToo() throws {
    #expect(try run.train.run(small + ["--epochs", "1", "--quiet"]) == .quietly)
    let before = try run.bytes("runs/mnist/checkpoints.tar")
    let result = try run.train.onTerminal(
      small + ["--seed", "2", "--epochs", "1", "--overwrite", "--json"], answer: "no")
    #expect(result.status == 0)
    #expect(result.errors.contains("has an archived epoch: 1 epoch, 0.0 h of training; type 'yes'"))
    #expect(result.errors.hasSuffix("kept\r\n"))
    #expect(result.lines.count == 1)
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(json.keys.sorted() == ["changed", "epochs", "finished", "last", "run", "trained"])
    #expect(json["changed"] as? Bool == false && json["finished"] as? Bool == false)
    #expect(json["epochs"] as? Int == 1 && json["trained"] as? Int == 0)
    #expect(try run.bytes("runs/mnist/checkpoints.tar") == before)
  }

  @Test func aStoppedRunHasItsResultToo() throws {
    let training = try run.train.start(small + ["--epochs", "100000", "--json", "--quiet"])
    let deadline = Date(timeIntervalSinceNow: 120)
    while !FileManager.default.fileExists(atPath: "\(run.path)/runs/mnist/train.jsonl") {
      try #require(Date() < deadline, "no epoch in two minutes")
      usleep(10_000)
    }
    training.send(SIGTERM)
    let stopped = try training.finish()
    #expect(stopped.status == 143)
    #expect(stopped.lines.count == 1 && stopped.output.contains("\"finished\":false"))
  }
}
