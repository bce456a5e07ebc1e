import Foundation
import TestSupport
import Testing

/// Names of files are bytes, whatever Swift's strings make of them.
@Suite struct NameTests {
  private let small = ["--batch-size", "8", "--latent-dim", "4", "--epochs", "1", "--quiet"]

  @Test func namesThatAreNotUTF8AreRefused() throws {
    let run = try TemporaryRun(epochs: [1])
    let end = "is not UTF-8; rename what it names, or reach it by a link whose name is\n"
    for (line, source) in [
      (#""$0" --run "$(printf 'run\377')""#, "argument 2, 'run\u{fffd}'"),
      (#""$0" --run="$(printf 'run\376')""#, "argument 1, '--run=run\u{fffd}'"),
      (#"GAN_RUN="$(printf 'run\377')" "$0""#, "GAN_RUN, 'run\u{fffd}'"),
      (#"GAN_DATA="$(printf '\300\200')" "$0""#, "GAN_DATA, '\u{fffd}\u{fffd}'"),
    ] {
      for program in [run.evaluate, run.render, run.train] {
        let result = try program.shell(line)
        #expect(result.status == 64)
        #expect(result.errors == "error: \(source), \(end)")
      }
    }
    #expect(try run.names(in: "") == ["data", "runs"])
  }

  @Test func runsWhoseNamesLookTheSameAreTwo() throws {
    let run = try TemporaryRun()
    try run.makeStore()
    // The last lies in a folder that is not there yet.
    let names = ["runs/\u{e9}", "runs/e\u{301}", "runs/\u{301}x", "new/\u{301}y"]
    for (seed, name) in names.enumerated() {
      let result = try run.train.run(small + ["--run", name, "--seed", "\(seed)"])
      #expect(result == .quietly, "\(name.unicodeScalars)")
    }
    let archives = try names.map { try run.bytes($0 + "/checkpoints.tar") }
    #expect(Set(archives).count == 4)
  }
}
