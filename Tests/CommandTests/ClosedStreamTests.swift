import Foundation
import Testing

/// What happens to the result when nobody can take it.
@Suite struct ClosedStreamTests {
  @Test func evaluationIsKept() throws {
    let whole = try TemporaryRun(epochs: [1], judge: true)
    #expect(try whole.evaluate.run().status == 0)
    let expected = try whole.bytes("runs/mnist/evaluation.jsonl")
    for line in [
      "$0 >&-", "$0 >&- 2>&-", "$0 <&- >&- 2>&-",
      "($0; echo $? >code) | true; exit $(cat code)",
    ] {
      let run = try TemporaryRun(epochs: [1], judge: true)
      let before = try run.bytes("runs/mnist/checkpoints.tar")
      #expect(try run.evaluate.shell(line).status == 0, "\(line)")
      #expect(try run.bytes("runs/mnist/evaluation.jsonl") == expected, "\(line)")
      #expect(try run.bytes("runs/mnist/checkpoints.tar") == before, "\(line)")
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func resultThatCannotBePrintedIsAnError() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    let result = try run.evaluate.shell("$0 --json >/dev/full")
    #expect(result.status == 74)
    #expect(
      result.errors == """
        error: cannot write 'standard output': No space left on device; free some space, then run \
        the command again

        """)
  }

  @Test func picturesAreDrawn() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    let before = try run.bytes("runs/mnist/checkpoints.tar")
    #expect(try run.render.run(["--output", "expected.png"]).status == 0)
    for line in ["$0 --output a.png <&- >&- 2>&-", "$0 --output b.png | true"] {
      #expect(try run.render.shell(line).status == 0)
    }
    for name in ["a.png", "b.png"] {
      #expect(try run.bytes(name) == run.bytes("expected.png"))
    }
    #expect(try run.bytes("runs/mnist/checkpoints.tar") == before)
  }
}
