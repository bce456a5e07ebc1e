import JSONLines
import Testing

@testable import Experiment

@Suite struct RunIdentityTests {
  private func run(_ version: String, data: String = "d") -> RunIdentity {
    RunIdentity(
      dataSha256: data, instructionSet: "portable", options: TrainingOptions(),
      toolVersion: version)
  }

  /// The same as an earlier version wrote it.
  private func withoutRevision(_ version: String) throws -> RunIdentity? {
    let line = try jsonLine(run(version))
    let key = "\"arithmetic_revision\":\(arithmeticRevision),"
    #expect(line.contains(key))
    return decodeJSONLine(Array(line.replacing(key, with: "").utf8))
  }

  @Test func anotherVersionOfTheSameArithmeticAgrees() {
    #expect(run("0.3.1").differences(from: run("0.3.0")) == [])
    #expect(
      run("0.3.1", data: "e").differences(from: run("0.3.0"))
        == ["data_sha256: d in the run, e here"])
  }

  @Test func runsOfEarlierVersionsHaveTheirRevision() throws {
    let second = try #require(try withoutRevision("0.2.0"))
    #expect(second.arithmeticRevision == 1)
    #expect(
      run("0.3.0").differences(from: second) == ["arithmetic_revision: 1 in the run, 3 here"])
    #expect(try withoutRevision("0.1.0")?.arithmeticRevision == 0)
  }

  @Test(arguments: [
    ("5", 5), ("e5", 5), ("E005", 5), ("e005", 5), ("005", 5), ("e0005", 5), ("e1000", 1000),
  ])
  func anEpochCanBeNamedInManyWays(text: String, epoch: Int) {
    #expect(CheckpointChoice(text) == .epoch(epoch))
  }

  @Test func wordsStandForCheckpointsToo() {
    #expect(CheckpointChoice("latest") == .last && CheckpointChoice("LAST") == .last)
    #expect(CheckpointChoice("first") == .first && CheckpointChoice("all") == .all)
    #expect(CheckpointChoice("best") == .best && CheckpointChoice("Best") == .best)
    for text in [
      "", "e", "worst", "0", "e000", "-1", "e-1", "+5", "e+5", "5e", "ee5", "1.5", " 5", "\u{665}",
      "99999999999999999999",
    ] {
      #expect(CheckpointChoice(text) == nil, "\(text)")
    }
  }

  @Test func checkpointNamesAreThoseOfTheirEpochs() {
    for (number, name) in [(1, "e001"), (50, "e050"), (1000, "e1000")] {
      #expect(checkpointName(epoch: number) == name && epoch(ofCheckpoint: name) == number)
    }
    for name in ["e1", "e0001", "e000", "001", "e-01", "E001", ""] {
      #expect(epoch(ofCheckpoint: name) == nil)
    }
  }
}
