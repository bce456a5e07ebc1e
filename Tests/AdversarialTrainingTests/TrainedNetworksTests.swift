import AdversarialTraining
import Networks
import NeuralNetwork
import Tensors
import Testing

/// The networks for pictures and evaluation compute what training computed.
///
/// Both sides use the instruction set of the environment, as the commands do.
@Suite struct TrainedNetworksTests {
  private static let testOptions = options(
    latentDim: 20, batchSize: 70, dropout: 0, seed: 3)
  private static let pixels = 28 * 28

  private func realImages(_ count: Int) -> [Float] {
    (0..<count * Self.pixels).map { Float($0 % 251) / 250 }
  }

  /// A batch of several shards that differ in length, from trained parameters.
  @Test func imagesAndLogitsAreThoseOfTheStep() throws {
    let model = try AdversarialModel(Self.testOptions, threads: 2)
    let half = Self.testOptions.batchSize / 2
    _ = model.step(model.inputs(step: 0, realImages: realImages(half)))
    let generator = try GeneratorModel(
      latentDimension: 20, tensors: Array(model.generatorTensors), engine: Engine(threads: 1))
    let discriminator = try DiscriminatorModel(
      filters: 64, tensors: Array(model.discriminatorTensors), engine: Engine(threads: 2))
    // The step's images and its discriminator's logits come before its updates.
    let inputs = model.inputs(step: 1, realImages: realImages(half))
    _ = model.step(inputs)
    let images = generator.images(latents: inputs.discriminatorLatents, count: half)
    // As truth values: `#expect` would look for the shortest edit between long arrays.
    let hasSameImages = images == model.fakeImages.elements(half * Self.pixels)
    #expect(hasSameImages)
    let logits = discriminator.logits(
      images: inputs.realImages + images, count: Self.testOptions.batchSize)
    #expect(logits == model.discriminatorLogits.elements(Self.testOptions.batchSize))
  }

  @Test func threadsAndRepetitionDoNotChangeTheBits() throws {
    let model = try AdversarialModel(Self.testOptions, threads: 1)
    let latents = try sample(seed: 4, count: 35)
    let results = try (1...3).map { threads in
      let generator = try GeneratorModel(
        latentDimension: 20, tensors: Array(model.generatorTensors),
        engine: Engine(threads: threads))
      let discriminator = try DiscriminatorModel(
        filters: 64, tensors: Array(model.discriminatorTensors), engine: Engine(threads: threads))
      let images = generator.images(latents: latents, count: 35)
      let isRepeatable = generator.images(latents: latents, count: 35) == images
      #expect(isRepeatable)
      return images + discriminator.logits(images: images, count: 35)
    }
    #expect(results[0] == results[1] && results[1] == results[2])
  }

  @Test func nothingMakesNothing() throws {
    let model = try AdversarialModel(Self.testOptions, threads: 1)
    let generator = try GeneratorModel(
      latentDimension: 20, tensors: Array(model.generatorTensors), engine: Engine(threads: 2))
    let discriminator = try DiscriminatorModel(
      filters: 64, tensors: Array(model.discriminatorTensors), engine: Engine(threads: 2))
    #expect(generator.images(latents: [], count: 0) == [])
    #expect(discriminator.logits(images: [], count: 0) == [])
  }

  private func sample(seed: UInt64, count: Int) throws -> [Float] {
    sampleLatents(seed: seed, count: count, dimension: 20, engine: try Engine(threads: 1))
  }

  @Test func sampleLatentsDependOnTheSeedOnly() throws {
    let latents = try sample(seed: 5, count: 10)
    #expect(latents.count == 200)
    #expect(try sample(seed: 5, count: 10) == latents)
    #expect(try sample(seed: 5, count: 4) == Array(latents.prefix(80)))
    #expect(try sample(seed: 6, count: 10) != latents)
  }

  @Test func tensorsOfAnotherNetworkAreRefusedByName() throws {
    let model = try AdversarialModel(Self.testOptions, threads: 1)
    let tensors = Array(model.generatorTensors)
    let short = Array(tensors.dropLast())
    expectError("output.bias") {
      _ = try GeneratorModel(latentDimension: 20, tensors: short, engine: Engine(threads: 1))
    }
    expectError("[20, 6272]") {
      _ = try GeneratorModel(latentDimension: 30, tensors: tensors, engine: Engine(threads: 1))
    }
    expectError("conv1.kernel") {
      _ = try DiscriminatorModel(filters: 64, tensors: tensors, engine: Engine(threads: 1))
    }
  }

  /// Expects bad data, exit code 65, and what its message must name.
  private func expectError(
    _ part: String, sourceLocation: SourceLocation = #_sourceLocation, body: () throws -> Void
  ) {
    let error = #expect(throws: ModelFileError.self, sourceLocation: sourceLocation) {
      try body()
    }
    #expect(error?.kind == .badData, sourceLocation: sourceLocation)
    #expect(
      error?.description.contains(part) == true, "\(error?.description ?? "")",
      sourceLocation: sourceLocation)
  }
}

extension FloatBuffer {
  /// The first `count` elements as they are.
  fileprivate func elements(_ count: Int) -> [Float] {
    Array(UnsafeBufferPointer(start: start, count: count))
  }
}
