import AdversarialTraining
import Experiment
import TestSupport
import Testing

@Suite struct GivenUpStepTests {
  private struct GivenUp: Error {}

  /// 272 images: 17 shards, so both updates take two pieces, and the last leaf has no partner.
  private let experiment = options(latentDim: 4, batchSize: 272)

  private func model() throws -> AdversarialModel {
    try AdversarialModel(experiment, threads: 2)
  }

  private func inputs(_ model: AdversarialModel, step: Int) -> StepInputs {
    model.inputs(
      step: step, realImages: (0..<136 * 784).map { Float($0 * 37 % 256) / 255 })
  }

  private func state(_ model: AdversarialModel) -> [[UInt32]] {
    model.stateTensors.map { $0.tensor.elements.map(\.bitPattern) }
      + [[UInt32(model.discriminatorUpdates), UInt32(model.generatorUpdates)]]
  }

  @Test func stepGivenUpAnywhereLeavesTheModelAsItWas() throws {
    let model = try model()
    _ = model.step(inputs(model, step: 0))
    let before = state(model)
    let second = inputs(model, step: 1)
    var places = 0
    while true {
      var asked = 0
      do {
        _ = try model.step(second) {
          asked += 1
          if asked > places { throw GivenUp() }
        }
        break
      } catch is GivenUp {
        #expect(state(model) == before, "given up at place \(places)")
        places += 1
      }
    }
    // Two pieces of each update.
    #expect(places == 4)

    let uninterrupted = try self.model()
    for step in 0...1 { _ = uninterrupted.step(inputs(uninterrupted, step: step)) }
    #expect(state(model) == state(uninterrupted))
  }

  @Test func runStoppedInsideAnyStepContinuesToTheSameBytes() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2, "whole")
    // Two updates a step, three steps an epoch, and both are asked for.
    for place in [0, 1, 3, 5, 6, 9, 11] {
      let name = "stopped\(place)"
      var asked = 0
      let outcome = try runs.trainer(runs.recipe(epochs: 2), name).train(
        shouldStop: {
          asked += 1
          return asked > place
        }, observe: { _ in })
      #expect(outcome == .stopped(epoch: place / 6, step: place / 2 % 3))
      try runs.train(epochs: 2, name)
      #expect(try runs.results(name) == runs.results("whole"), "stopped at place \(place)")
    }
  }
}
