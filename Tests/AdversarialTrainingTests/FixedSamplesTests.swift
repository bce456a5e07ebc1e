import Experiment
import Networks
import NeuralNetwork
import Runs
import Tensors
import TestSupport
import Testing

@testable import AdversarialTraining

/// What training measures besides losses and accuracies.
@Suite struct FixedSamplesTests {
  /// Sums of a few thousand numbers of float32.
  private static let tolerance = 1e-6

  private func images(_ value: (_ image: Int, _ pixel: Int) -> Float, count: Int) -> [Float] {
    (0..<count * 784).map { value($0 / 784, $0 % 784) }
  }

  private func expectClose(
    _ observed: ImageStatistics?, _ expected: (mean: Double, deviation: Double, saturated: Double),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    TestSupport.expectClose(
      observed.map { [$0.mean, $0.deviation, $0.saturatedPixels] } ?? [],
      [expected.mean, expected.deviation, expected.saturated], Self.tolerance, "statistics",
      sourceLocation: sourceLocation)
  }

  @Test func statisticsAreThoseOfTheirDefinition() {
    // Two halves, black and white: the variance over n - 1 = 3 is 1 / 3.
    expectClose(
      ImageStatistics(images: images({ image, _ in image < 2 ? 0 : 1 }, count: 4), count: 4),
      (0.5, (1.0 / 3).squareRoot(), 1))
    // A quarter of the pixels differs between two images.
    expectClose(
      ImageStatistics(
        images: images({ image, pixel in pixel < 196 ? Float(image) : 0.5 }, count: 2), count: 2),
      (0.5, (0.5 / 4.0).squareRoot(), 0.25))
    // Images without a difference, whatever is in them.
    expectClose(
      ImageStatistics(images: images({ _, pixel in Float(pixel % 2) / 4 }, count: 3), count: 3),
      (0.125, 0, 0.5))
    expectClose(
      ImageStatistics(images: images({ _, _ in 0.0039 }, count: 1), count: 1), (0.0039, 0, 1))
    expectClose(
      ImageStatistics(images: images({ _, _ in 0.004 }, count: 1), count: 1), (0.004, 0, 0))
    expectClose(
      ImageStatistics(images: images({ _, _ in 0.9962 }, count: 1), count: 1), (0.9962, 0, 1))
  }

  @Test(arguments: [Float.nan, .infinity]) func imagesWithoutNumbersHaveNone(value: Float) {
    var images = images({ _, _ in 0.5 }, count: 2)
    images[1000] = value
    #expect(ImageStatistics(images: images, count: 2) == nil)
  }

  @Test func samplesAreThoseOfTheArchivedGenerator() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2)
    let options = runs.recipe(epochs: 2).options
    let engine = try Engine(threads: 1)
    let latents = sampleLatents(
      seed: options.seed, count: 128, dimension: options.latentDim, engine: engine)
    for record in try runs.log() {
      let generator = try GeneratorModel(
        latentDimension: options.latentDim,
        tensors: try runs.checkpoint(epoch: record.epoch).generator, engine: engine)
      let statistics = try #require(
        ImageStatistics(images: generator.images(latents: latents, count: 128), count: 128))
      #expect(record.sampleMean == statistics.mean)
      #expect(record.sampleDeviation == statistics.deviation)
      #expect(record.saturatedPixels == statistics.saturatedPixels)
    }
  }

  @Test func trainingImagesDifferAsTheStoreSays() throws {
    let runs = try SmallRun()
    let model = try AdversarialModel(runs.recipe(epochs: 1).options, threads: 2)
    let all = try runs.store.pixels(Array(0..<48), of: runs.store.trainImages)
    let expected = try #require(ImageStatistics(images: all, count: 48)).deviation
    let deviation = try FixedSamples(of: model, store: runs.store).trainingDeviation
    TestSupport.expectClose(deviation, expected, Self.tolerance, "deviation")
    #expect(expected > 0.1)
  }

  @Test func normsAreThoseOfTheGradients() throws {
    let model = try AdversarialModel(options(latentDim: 4, batchSize: 8), threads: 2)
    let inputs = model.inputs(
      step: 0, realImages: (0..<4 * 784).map { Float($0 * 37 % 256) / 255 })
    let statistics = model.step(inputs)
    func norm(_ tensors: [NamedTensor]) -> Double {
      tensors.flatMap(\.values).reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    let generator = norm(model.generatorGradientTensors)
    let discriminator = norm(model.discriminatorGradientTensors)
    #expect(generator > 0 && discriminator > 0)
    TestSupport.expectClose(
      [
        statistics.generatorGradientNorm / generator,
        statistics.discriminatorGradientNorm / discriminator,
      ], [1, 1], Self.tolerance, "norms")
  }
}
