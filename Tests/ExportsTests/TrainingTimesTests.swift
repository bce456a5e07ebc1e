import JSONLines
import Runs
import Testing

@testable import Exports

@Suite struct TrainingTimesTests {
  private func record(_ epoch: Int, seconds: Double?) throws -> EpochRecord {
    let time = seconds.map { #","seconds":\#($0)"# } ?? ""
    return try #require(
      decodeJSONLine(
        Array(
          """
          {"accuracy_fake":0.5,"accuracy_real":0.5,"discriminator_loss":0.7,"epoch":\(epoch),\
          "format_version":2,"generator_loss":0.7,"step":\(epoch)\(time)}
          """.utf8), as: EpochRecord.self))
  }

  @Test func timesAreSumsOfTheEpochs() throws {
    let times = TrainingTimes(of: try [record(2, seconds: 1.5), record(4, seconds: 2)])
    #expect(times.areKnown)
    #expect([1, 2, 3, 4, 9].map(times.end) == [0, 1.5, 1.5, 3.5, 3.5])
  }

  @Test func oneUnknownTimeLeavesAllUnknown() throws {
    let times = TrainingTimes(of: try [record(1, seconds: 1.5), record(2, seconds: nil)])
    #expect(!times.areKnown)
    #expect([1, 2].map(times.end) == [0, 0])
    #expect(!TrainingTimes(of: []).areKnown)
  }
}
