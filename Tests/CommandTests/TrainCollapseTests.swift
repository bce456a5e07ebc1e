import Foundation
import TestSupport
import Testing

private let archive = "runs/mnist/checkpoints.tar"

/// `train` on a run that collapses.
@Suite struct TrainCollapseTests {
  private let run: TemporaryRun

  init() throws {
    run = try TemporaryRun()
    try run.makeStore()
  }

  /// Updates so large that the first ones drive all pixels so far to one side that the sigmoid's
  /// derivative is 0 from then on.
  private let collapsing = [
    "--batch-size", "8", "--latent-dim", "4", "--learning-rate", "1", "--epochs", "3", "--quiet",
  ]

  private let sign = """
    the generator's gradients vanished in e002: their mean norm is 0, or below 1e-7 of the first \
    epoch's
    """

  @Test func aCollapseIsToldOnce() throws {
    #expect(
      try run.train.run(collapsing)
        == Program.Finished(
          status: 0, output: "",
          errors: """
            warning: \(sign); look at the pictures, and train another --run if it stays so

            """))
    let log = try run.bytes("runs/mnist/train.jsonl").split(separator: 10).map {
      String(decoding: $0, as: UTF8.self)
    }
    #expect(log.map { $0.contains("\"gradient_norm_generator\":0,") } == [false, true, true])
    let other = collapsing + ["--run", "runs/json", "--log-format", "json"]
    let asJSON = try run.train.run(other).errors.split(separator: "\n")
    #expect(asJSON.count == 1 && asJSON[0].hasPrefix("{\"note\":\"warning: \(sign);"))
  }

  @Test func aCollapseEndsTrainingWhereThatIsWanted() throws {
    let stopped = try run.train.run(collapsing + ["--on-collapse", "stop", "--json"])
    #expect(stopped.status == 70)
    #expect(
      stopped.errors == """
        error: training collapsed: \(sign); the last checkpoint is e002; train another --run with a \
        smaller --learning-rate or another --seed, or go on with --on-collapse warn

        """)
    let result = try #require(
      JSONSerialization.jsonObject(with: Data(stopped.output.utf8)) as? [String: Any])
    #expect(result["finished"] as? Bool == false && result["epochs"] as? Int == 2)
    let last = try #require(result["last"] as? [String: Any])
    #expect(last["gradient_norm_generator"] as? Double == 0)
    #expect(try run.evaluate.run(["--verify"]).status == 0)
    // The epoch is durable, and what follows is as if nothing had stopped it.
    let continued = try run.train.run(collapsing + ["--on-collapse", "warn"])
    #expect(continued.status == 0)
    #expect(continued.errors.contains("vanished in e003"))
    #expect(try run.train.run(collapsing + ["--run", "runs/whole"]).status == 0)
    #expect(try run.bytes(archive) == run.bytes("runs/whole/checkpoints.tar"))
  }

  @Test func anotherResponseIsWrongUsage() throws {
    try run.train.expect(
      ["--on-collapse", "never"], fails: 64,
      "error: --on-collapse is 'never'; it must be warn or stop")
  }
}
