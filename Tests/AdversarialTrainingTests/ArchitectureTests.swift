import Networks
import NeuralNetwork
import TestSupport
import Testing

@testable import AdversarialTraining

@Suite struct ArchitectureTests {
  @Test func parameterCountsAreThePublishedOnes() throws {
    let engine = try Engine(threads: 1)
    #expect(Discriminator(filters: 64, engine: engine).parameters.layout.count == 40_705)
    let generator = Generator(latentDimension: 100, engine: engine)
    #expect(generator.parameters.layout.count == 1_164_289)
  }

  @Test(arguments: [10, 50, 500])
  func otherLatentSizesTrain(latentDimension: Int) throws {
    let model = try AdversarialModel(
      options(latentDim: latentDimension, batchSize: 6), threads: 2)
    let before = Array(model.generatorTensors)
    let statistics = model.step(
      model.inputs(step: 0, realImages: [Float](repeating: 0.5, count: 3 * 784)))
    #expect(statistics.isFinite)
    for (old, new) in zip(before, Array(model.generatorTensors)) {
      #expect(old.tensor != new.tensor, "\(old.name) did not move")
    }
  }

  /// Batches of two shards and of several, of more shards than are in work at a time, and of numbers
  /// that no power of two divides.
  @Test(arguments: runnableKernels, [(2, 2), (6, 3), (70, 2), (322, 1)])
  func threadsDoNotChangeTheBits(kernels: String, batch: (size: Int, steps: Int)) throws {
    let states = try (batch.size > 256 ? [1, 3, 16] : [1, 2, 3, 8, 16]).map { threads in
      let model = AdversarialModel(
        options(latentDim: 20, batchSize: batch.size),
        engine: Engine(kernels: try Kernels(named: kernels), threads: threads))
      var losses: [Double] = []
      for step in 0..<batch.steps {
        let realImages = (0..<batch.size / 2 * 784).map { Float($0 % 97) / 97 }
        let statistics = model.step(model.inputs(step: step, realImages: realImages))
        losses += [statistics.discriminatorLoss, statistics.generatorLoss]
      }
      return (losses: losses, tensors: Array(model.stateTensors))
    }
    for state in states.dropFirst() {
      #expect(state.losses == states[0].losses)
      let isSame = state.tensors == states[0].tensors
      #expect(isSame)
    }
  }

  @Test func realImagesAreDrawnFromTheWholeStore() throws {
    let sampler = StepSampler(
      options(latentDim: 10, batchSize: 256), engine: try Engine(threads: 1))
    var draws = [Int](repeating: 0, count: 10)
    for step in 0..<100 {
      for index in sampler.realIndices(epoch: 1, step: step, imageCount: 60_000) {
        draws[index / 6000] += 1
      }
    }
    // 1,280 draws of each tenth are expected; the standard deviation is 34.
    for count in draws { #expect(abs(count - 1280) < 5 * 34) }
  }
}
