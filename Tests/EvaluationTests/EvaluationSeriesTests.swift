import NeuralNetwork
import Testing

@testable import Evaluation

@Suite struct EvaluationSeriesTests {
  private func record(_ epoch: Int, samples: Int = 10, seed: UInt64 = 1) throws -> EvaluationRecord
  {
    let random = Judgement(logits: [1, -1], areReal: true)
    return EvaluationRecord(
      checkpoint: "e\(epoch)",
      conditions: EvaluationRecord.Conditions(
        epoch: epoch, members: [:], rawGenerator: nil, dataSha256: "d", judgeSha256: nil,
        samples: samples,
        neighbours: 5, seed: seed, instructionSet: "portable", arithmeticRevision: 1),
      real: random, fake: random,
      metrics: CheckpointQuality(
        images: nil, discriminator: DiscriminatorReport(realLogits: [1, -1], fakeLogits: [1, -1])),
      course: CourseFigure(
        realLogits: [1], fakeLogits: [1], random: RandomStream(seed: 1, kernels: try Kernels())),
      toolVersion: "test")
  }

  private func chosen(_ records: [EvaluationRecord]) -> [String] {
    EvaluationSeries.mostComplete(of: records).map {
      "\($0.conditions.epoch) \($0.conditions.samples) \($0.conditions.seed)"
    }
  }

  @Test func theWayOfMostRecordsCounts() throws {
    #expect(
      try chosen([record(1, samples: 99), record(3), record(2), record(1)])
        == ["1 10 1", "2 10 1", "3 10 1"])
  }

  @Test func ofAsManyTheOneOfMostImages() throws {
    #expect(try chosen([record(1), record(2, samples: 99)]) == ["2 99 1"])
  }

  @Test func ofTheSameTheFirst() throws {
    #expect(try chosen([record(1, seed: 7), record(1, seed: 3)]) == ["1 10 7"])
    #expect(chosen([]) == [])
  }
}
