import Networks
import NeuralNetwork
import Runs
import TensorStore

/// The images by which training watches its generator: always of the same latents, keyed by the run's
/// seed, and training images to compare them with.
struct FixedSamples {
  /// How much training images differ.
  let trainingDeviation: Double
  private let latents: [Float]

  private static let count = 128
  /// Most training images to compare with.
  private static let mostTrainingImages = 1024

  /// Those of a model that is trained on `store`.
  ///
  /// - Throws: `StoreError.changed`; `FileError`.
  init(of model: AdversarialModel, store: StoreReader) throws {
    let seed = model.options.seed
    latents = sampleLatents(
      seed: seed, count: Self.count, dimension: model.options.latentDim, engine: model.engine)
    // Drawn, as a store may be in the order of its labels; step 0 has the latents.
    let total = store.trainImages.count
    let indices = RandomStream(seed: seed, kernels: model.engine.kernels)
      .selection(
        .samples, epoch: 0, step: 1, count: min(Self.mostTrainingImages, total), of: total)
    let images = try store.pixels(indices, of: store.trainImages)
    trainingDeviation = ImageStatistics(images: images, count: indices.count)?.deviation ?? 0
  }

  /// What the images of the generator are like now; nil when a pixel is no number.
  func statistics(of model: AdversarialModel) -> ImageStatistics? {
    ImageStatistics(images: model.generatedImages(latents: latents), count: Self.count)
  }
}

extension AdversarialModel {
  /// Images `[count, 28, 28]` of latents `[count, latent]` by the generator as it is, with the kernels
  /// that train it.
  func generatedImages(latents: [Float]) -> [Float] {
    generator.prepare()
    return generator.images(latents: latents, count: latents.count / options.latentDim)
  }
}

extension ImageStatistics {
  /// Those of `images`, `[count, 28, 28]`, 0...1; nil when a pixel is no number.
  ///
  /// Variances are sums of squares over `count - 1`, as large for few images as for many.
  init?(images: [Float], count: Int) {
    let pixels = Generator.pixels
    precondition(count >= 1 && images.count == count * pixels)
    guard images.allSatisfy(\.isFinite) else { return nil }
    var means = [Double](repeating: 0, count: pixels)
    var saturated = 0
    for (index, pixel) in images.enumerated() {
      means[index % pixels] += Double(pixel) / Double(count)
      if pixel < 1 / 255 || pixel > 254 / 255 { saturated += 1 }
    }
    var squares = 0.0
    for (index, pixel) in images.enumerated() {
      let difference = Double(pixel) - means[index % pixels]
      squares += difference * difference
    }
    let variance = squares / Double(max(1, count - 1)) / Double(pixels)
    self.init(
      mean: min(1, means.reduce(0, +) / Double(pixels)), deviation: variance.squareRoot(),
      saturatedPixels: Double(saturated) / Double(images.count))
  }
}
