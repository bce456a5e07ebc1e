import Networks
import NeuralNetwork
import ReferenceNetwork
import Tensors
import TestSupport
import Testing

@Suite struct GeneratorTests {
  /// float32 by Winograd against float64 directly; 4e-6 was seen, at pre-activations around 1.
  static let tolerance = 1e-5
  /// bfloat16 rounds by 4e-3, through three layers; 1.4e-2 was seen.
  static let bfloat16Tolerance = 3e-2

  private func latents(_ count: Int, dimension: Int, seed: UInt32 = 61) -> [Float] {
    var numbers = SeededNumbers(seed: seed)
    return numbers.uniform(count * dimension, scale: 2).map { Float($0) }
  }

  @Test(arguments: [10, 100])
  func imagesMatchTheReference(latentDimension: Int) throws {
    let layers = [Layer].generator(latentDimension: latentDimension)
    let latents = latents(5, dimension: latentDimension)
    let expected = ReferenceNetwork.Generator(layers: layers).images(latents.map { Double($0) })
    // The comparison means something only where the images have contrast.
    #expect(expected.min() ?? 1 < 0.2 && expected.max() ?? 0 > 0.8)
    for kernels in runnableKernels {
      let generator = try FastGenerator(
        latentDimension: latentDimension, tensors: layers.flatMap { $0.tensors() },
        kernels: kernels)
      expectClose(
        generator.images(latents).joined().map { Double($0) }, expected,
        kernels.hasSuffix("bf16") ? Self.bfloat16Tolerance : Self.tolerance,
        "images, latent size \(latentDimension), \(kernels)")
    }
  }

  /// Shards and lanes hold images in groups; an image must not see its neighbours.
  @Test(arguments: runnableKernels)
  func neighboursDoNotChangeAnImagesBits(kernels: String) throws {
    let dimension = 20
    let generator = try FastGenerator(
      latentDimension: dimension,
      tensors: [Layer].generator(latentDimension: dimension).flatMap { $0.tensors() },
      kernels: kernels)
    let count = 70
    let all = latents(count, dimension: dimension)
    let together = generator.images(all)
    func latent(_ index: Int) -> ArraySlice<Float> {
      all[index * dimension..<(index + 1) * dimension]
    }
    for index in [0, 1, 3, 4, 31, 32, 63, 64, 69] {
      expectSame(generator.images(Array(latent(index)))[0], together[index], "\(index) alone")
    }
    let moved = generator.images((0..<count).flatMap { latent(($0 + 37) % count) })
    for index in 0..<count {
      expectSame(moved[index], together[(index + 37) % count], "moved to \(index)")
    }
    for part in [2, 3, 5, 33] {
      expectSame(
        generator.images(Array(all.prefix(part * dimension))).joined(),
        together.prefix(part).joined(), "the first \(part)")
    }
  }

  @Test(arguments: runnableKernels)
  func threadsAndRepetitionDoNotChangeTheBits(kernels: String) throws {
    let tensors = [Layer].generator(latentDimension: 10).flatMap { $0.tensors() }
    let latents = latents(35, dimension: 10)
    let images = try (1...3).map { threads in
      let generator = try FastGenerator(
        latentDimension: 10, tensors: tensors, kernels: kernels, threads: threads)
      let first = generator.images(latents)
      expectSame(generator.images(latents).joined(), first.joined(), "the same again")
      return first
    }
    #expect(images[0] == images[1] && images[1] == images[2])
  }

  @Test(arguments: 0...16)
  func everyImageOfAShardIsHandedOutOnceInOrder(count: Int) throws {
    let fast = try FastGenerator(
      latentDimension: 1, tensors: [Layer].generator(latentDimension: 1).flatMap { $0.tensors() },
      kernels: Kernels().name)
    var visits: [Int] = []
    latents(max(count, 1), dimension: 1).withUnsafeBufferPointer { latents in
      guard let latents = latents.baseAddress else { return }
      fast.generator.generate(latents: latents, count: count, thread: 0) { image, _ in
        visits.append(image)
      }
    }
    #expect(visits == Array(0..<count))
  }

  @Test(arguments: runnableKernels)
  func changedParametersNeedPreparingAndThenCount(kernels: String) throws {
    let fast = try FastGenerator(
      latentDimension: 1, tensors: [Layer].generator(latentDimension: 1).flatMap { $0.tensors() },
      kernels: kernels)
    let other = [Layer].generator(latentDimension: 1, seed: 62).flatMap { $0.tensors() }
    _ = fast.images([0.5])
    try fast.generator.parameters.load(other)
    fast.generator.prepare()
    let fresh = try FastGenerator(latentDimension: 1, tensors: other, kernels: kernels)
    expectSame(fast.images([0.5])[0], fresh.images([0.5])[0], "new parameters")
  }

  @Test(arguments: runnableKernels)
  func zeroParametersGiveGrey(kernels: String) throws {
    let zeros = [Layer].generator(latentDimension: 3).flatMap { $0.zeros.tensors() }
    let generator = try FastGenerator(latentDimension: 3, tensors: zeros, kernels: kernels)
    #expect(generator.images([1, 2, 3])[0].allSatisfy { $0 == 0.5 })
  }
}
