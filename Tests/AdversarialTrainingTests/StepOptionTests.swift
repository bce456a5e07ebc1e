import AdversarialTraining
import Experiment
import Networks
import NeuralNetwork
import Tensors
import TestSupport
import Testing

/// Options of the step: what they change, and what they leave alone.
@Suite struct StepOptionTests {
  private static let half = 3

  private func model(
    threads: Int = 2, _ change: (inout TrainingOptions) -> Void
  ) throws -> AdversarialModel {
    var options = options(latentDim: 4, batchSize: 2 * Self.half, dropout: 0)
    change(&options)
    return try AdversarialModel(options, threads: threads)
  }

  /// Images that are the same for no two numbers.
  private func images(_ numbers: Range<Int>) -> [Float] {
    (numbers.lowerBound * 784..<numbers.upperBound * 784).map { Float($0 * 37 % 251) / 250 }
  }

  private func inputs(_ model: AdversarialModel) -> StepInputs {
    model.inputs(step: 0, realImages: images(0..<model.options.judgedImages))
  }

  private func parameters(_ model: AdversarialModel) -> (generator: [Float], discriminator: [Float])
  {
    (
      model.generatorTensors.flatMap(\.tensor.elements),
      model.discriminatorTensors.flatMap(\.tensor.elements)
    )
  }

  @Test func theDiscriminatorCanHaveARateOfItsOwn() throws {
    let own = try model { $0.discriminatorLearningRate = 5e-5 }
    let slow = try model { $0.learningRate = 5e-5 }
    let fast = try model { _ in }
    for model in [own, slow, fast] { _ = model.step(inputs(model)) }
    expectSame(parameters(own).discriminator, parameters(slow).discriminator, "D")
    // A first step of Adam is as long as the rate wherever the gradient is not nearly 0.
    let before = try parameters(model { _ in }).generator
    let moves = zip(parameters(own).generator, before).map { abs($0 - $1) }
    expectClose(Double(moves.max() ?? 0), 2e-4, 2e-6, "longest step of G")
  }

  @Test func ratesHalveEverySoManyEpochsBehindTheStart() throws {
    var options = TrainingOptions()
    #expect([1, 7, 100_000].allSatisfy { options.learningRateFactor(epoch: $0) == 1 })
    options.learningRateHalfLife = 4
    options.learningRateDecayStart = 3
    let factors = [1, 3, 4, 7, 11].map(options.learningRateFactor)
    #expect(factors[0] == 1 && factors[1] == 1 && factors[3] == 0.5 && factors[4] == 0.25)
    expectClose(factors[2], 0.840896415253715, 1e-15, "2^(-1/4)")
  }

  @Test func bothNetworksTakeTheRateOfTheEpoch() throws {
    let decayed = try model {
      $0.learningRateHalfLife = 2
      $0.learningRateDecayStart = 3
      $0.discriminatorLearningRate = 1e-4
    }
    let half = try model {
      $0.learningRate = 1e-4
      $0.discriminatorLearningRate = 5e-5
    }
    var inputs = inputs(half)
    _ = half.step(inputs)
    inputs.epoch = 5
    _ = decayed.step(inputs)
    expectSame(parameters(decayed).discriminator, parameters(half).discriminator, "D")
    expectSame(parameters(decayed).generator, parameters(half).generator, "G")
    let run = StepSampler(decayed.options, engine: decayed.engine)
      .inputs(epoch: 5, step: 0, realImages: inputs.realImages)
    #expect(run.epoch == 5)
  }

  @Test func severalUpdatesAreThoseOfSeveralStepsWithTheSameGenerator() throws {
    let twice = try model { $0.discriminatorUpdates = 2 }
    let both = inputs(twice)
    let statistics = twice.step(both)

    let once = try model { _ in }
    let generator = Array(once.generatorTensors)
    var results: [StepStatistics] = []
    for number in 0..<2 {
      var part = both
      let latents = Self.half * 4
      part.realImages = images(number * Self.half..<(number + 1) * Self.half)
      part.discriminatorLatents = Array(
        both.discriminatorLatents[number * latents..<(number + 1) * latents])
      try once.setParameters(generator: generator, discriminator: Array(once.discriminatorTensors))
      results.append(once.step(part))
    }
    expectSame(parameters(twice).discriminator, parameters(once).discriminator, "D")
    #expect(twice.discriminatorUpdates == 2 && twice.generatorUpdates == 1)
    let logits = [twice, once].map { $0.generatorLogits.values(2 * Self.half) }
    #expect(logits[0] == logits[1])
    #expect(statistics.generatorLoss == results[1].generatorLoss)
    let losses = results.map(\.discriminatorLoss)
    #expect(statistics.discriminatorLoss == (losses[0] + losses[1]) / 2)
    #expect(statistics.realCorrect == results.map(\.realCorrect).reduce(0, +))
    #expect(statistics.fakeCorrect == results.map(\.fakeCorrect).reduce(0, +))
    let norms = results.map(\.discriminatorGradientNorm)
    #expect(statistics.discriminatorGradientNorm == (norms[0] + norms[1]) / 2)
  }

  @Test func everyUpdateHasMasksOfItsOwn() throws {
    let model = try model(threads: 1) {
      $0.discriminatorUpdates = 3
      $0.dropout = 0.5
    }
    var inputs = inputs(model)
    var samples: [Int] = []
    inputs.discriminatorDropout = .explicit { layer, sample, element in
      if layer == 0, element == 0 { samples.append(sample) }
      return true
    }
    _ = model.step(inputs)
    #expect(samples.sorted() == Array(0..<3 * 2 * Self.half))
  }

  @Test func theInputsOfOneUpdateAreThoseOfTheFirstOfSeveral() throws {
    let engine = try Engine(threads: 1)
    var options = options(latentDim: 5, batchSize: 70)
    let one = StepSampler(options, engine: engine)
    options.discriminatorUpdates = 2
    let two = StepSampler(options, engine: engine)
    let images = [Float](repeating: 0, count: 70 * 784)
    let (first, both) = (
      one.inputs(epoch: 2, step: 3, realImages: Array(images.prefix(35 * 784))),
      two.inputs(epoch: 2, step: 3, realImages: images)
    )
    #expect(both.discriminatorLatents.count == 2 * 35 * 5)
    #expect(Array(both.discriminatorLatents.prefix(35 * 5)) == first.discriminatorLatents)
    #expect(both.generatorLatents == first.generatorLatents)
  }

  @Test func lazyPenaltiesCountInEveryNthUpdateAndAsOften() throws {
    let lazy = try model {
      $0.r1 = 2
      $0.penaltyInterval = 2
    }
    let always = try model { $0.r1 = 4 }
    let none = try model { _ in }
    for update in 0..<3 {
      // From the same parameters and moments.
      let state = Array(lazy.stateTensors)
      for other in [always, none] {
        try other.restore(
          stateTensors: state, generatorUpdates: update, discriminatorUpdates: update)
      }
      for model in [lazy, always, none] { _ = model.step(inputs(model)) }
      let expected = update % 2 == 0 ? always : none
      expectSame(
        parameters(lazy).discriminator, parameters(expected).discriminator, "update \(update)")
    }
    #expect(parameters(always).discriminator != parameters(none).discriminator)
  }

  @Test func eachPenaltyIsOfItsKindOfImages() throws {
    let both = try model {
      $0.r1 = 2
      $0.r2 = 2
    }
    // Where real images are the generated ones, the penalties are the same.
    var inputs = inputs(both)
    _ = both.step(inputs)
    inputs.realImages = both.fakeImages.values(Self.half * 784).map { Float($0) }
    let gradients = try [(4.0, 0.0), (0, 4)].map { r1, r2 in
      let model = try model {
        $0.r1 = r1
        $0.r2 = r2
      }
      _ = model.step(inputs)
      return model.discriminatorGradientTensors.flatMap(\.values)
    }
    let scale = norm(gradients[0])
    expectClose(gradients[0], gradients[1], 1e-6 * scale, "gradients")
  }
}
