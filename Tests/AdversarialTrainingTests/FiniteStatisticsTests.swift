import AdversarialTraining
import NeuralNetwork
import Tensors
import TestSupport
import Testing

/// `StepStatistics.isFinite` tells of every number that is none, in the step in which it appears.
@Suite struct FiniteStatisticsTests {
  private func model(kernels: String) throws -> AdversarialModel {
    AdversarialModel(
      options(latentDim: 2, batchSize: 2),
      engine: Engine(kernels: try Kernels(named: kernels), threads: 1))
  }

  private func step(
    _ model: AdversarialModel, pixel: Float = 0.5, latent: Float = 0.5
  ) -> StepStatistics {
    var inputs = model.inputs(
      step: 0, realImages: [Float](repeating: 0.5, count: 28 * 28))
    inputs.realImages[400] = pixel
    inputs.generatorLatents[1] = latent
    return model.step(inputs)
  }

  /// Every tensor of both networks in turn.
  @Test(arguments: runnableKernels, [Float.nan, .infinity])
  func everyBrokenTensorShows(kernels: String, value: Float) throws {
    let model = try model(kernels: kernels)
    let (generator, discriminator) = (model.generatorTensors, Array(model.discriminatorTensors))
    let count = generator.count
    for index in 0..<count + discriminator.count {
      var broken = generator + discriminator
      let last = broken[index].tensor.elements.count - 1
      broken[index].tensor.elements[last] = value
      try model.setParameters(
        generator: Array(broken.prefix(count)), discriminator: Array(broken.dropFirst(count)))
      #expect(!step(model).isFinite, "\(value) in tensor \(index), \(broken[index].name)")
    }
  }

  /// Losses and logits are finite in the step in which a moment spoils its parameter.
  @Test func everyBrokenMomentShows() throws {
    let model = try model(kernels: Kernels().name)
    let state = Array(model.stateTensors)
    let moments = state.indices.filter { ["m.", "v."].contains(state[$0].name.prefix(2)) }
    #expect(moments.count == 2 * 14)
    for index in moments {
      var broken = state
      broken[index].tensor.elements[0] = .nan
      try model.restore(stateTensors: broken, generatorUpdates: 1, discriminatorUpdates: 1)
      #expect(!step(model).isFinite, "not a number in \(state[index].name)")
    }
    try model.restore(stateTensors: state, generatorUpdates: 1, discriminatorUpdates: 1)
    #expect(step(model).isFinite)
  }

  @Test(arguments: runnableKernels, [Float.nan, .infinity, -.infinity])
  func brokenInputsShow(kernels: String, value: Float) throws {
    // A bad image spoils the discriminator, a bad latent the generator.
    #expect(try !step(model(kernels: kernels), pixel: value).isFinite)
    #expect(try !step(model(kernels: kernels), latent: value).isFinite)
    #expect(try step(model(kernels: kernels)).isFinite)
  }

  /// Finite parameters whose product leaves float32's range make infinite gradients.
  @Test(arguments: runnableKernels)
  func overflowingGradientsShow(kernels: String) throws {
    let model = try model(kernels: kernels)
    var discriminator = Array(model.discriminatorTensors)
    for index in discriminator.indices {
      discriminator[index].tensor.elements = discriminator[index].tensor.elements.map { $0 * 1e25 }
    }
    try model.setParameters(generator: Array(model.generatorTensors), discriminator: discriminator)
    #expect(!step(model).isFinite)
  }
}
