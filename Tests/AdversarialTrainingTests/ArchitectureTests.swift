import AdversarialTraining
import NeuralNetwork
import TestSupport
import Testing

@Suite struct ArchitectureTests {
  @Test func parameterCountsAreThePublishedOnes() throws {
    func count(_ shapes: [(name: String, shape: [Int])]) -> Int {
      shapes.reduce(0) { $0 + $1.shape.reduce(1, *) }
    }
    #expect(count(Discriminator.tensorShapes) == 40_705)
    #expect(count(Generator.tensorShapes(latentDimension: 100)) == 1_164_289)
  }

  @Test(arguments: [10, 50, 500])
  func otherLatentSizesTrain(latentDimension: Int) throws {
    let model = try AdversarialModel(
      configuration: ModelConfiguration(latentDimension: latentDimension, batchSize: 6), threads: 2)
    let before = Array(model.generatorTensors)
    let statistics = model.step(
      model.inputs(epoch: 1, step: 0, realImages: [Float](repeating: 0.5, count: 3 * 784)))
    #expect(statistics.isFinite)
    for (old, new) in zip(before, Array(model.generatorTensors)) {
      #expect(old.tensor != new.tensor, "\(old.name) did not move")
    }
  }

  @Test(arguments: runnableKernels)
  func threadsDoNotChangeTheBits(kernels: String) throws {
    let states = try [1, 2, 3].map { threads in
      let model = AdversarialModel(
        configuration: ModelConfiguration(latentDimension: 20, batchSize: 70), threads: threads,
        kernels: try Kernels(named: kernels))
      for step in 0..<3 {
        _ = model.step(
          model.inputs(epoch: 1, step: step, realImages: [Float](repeating: 0.3, count: 35 * 784)))
      }
      return Array(model.stateTensors)
    }
    #expect(states[0] == states[1])
    #expect(states[0] == states[2])
  }

  @Test func realImagesAreDrawnFromTheWholeStore() throws {
    let model = try AdversarialModel(
      configuration: ModelConfiguration(latentDimension: 10, batchSize: 256), threads: 1)
    var draws = [Int](repeating: 0, count: 10)
    for step in 0..<100 {
      for index in model.drawRealIndices(epoch: 1, step: step, imageCount: 60_000) {
        draws[index / 6000] += 1
      }
    }
    // 1,280 draws of each tenth are expected; the standard deviation is 34.
    for count in draws { #expect(abs(count - 1280) < 5 * 34) }
  }
}
