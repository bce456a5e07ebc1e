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
      run("0.3.0").differences(from: second) == ["arithmetic_revision: 1 in the run, 2 here"])
    #expect(try withoutRevision("0.1.0")?.arithmeticRevision == 0)
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
