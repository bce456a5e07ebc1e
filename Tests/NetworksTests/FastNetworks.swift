import Networks
import NeuralNetwork
import ReferenceNetwork
import Tensors

/// A generator or discriminator with its engine, as the tests use it: whole batches in arrays.
struct FastGenerator {
  let generator: Networks.Generator
  private let engine: Engine

  /// - Throws: `ModelFileError` when the tensors are not a generator of this latent size.
  init(
    latentDimension: Int, tensors: [NamedTensor], kernels: String, threads: Int = 1
  ) throws {
    engine = Engine(kernels: try Kernels(named: kernels), threads: threads)
    generator = Networks.Generator(latentDimension: latentDimension, engine: engine)
    try generator.parameters.load(tensors)
    generator.prepare()
  }

  /// The images of latents `[N, latent]`, each as its 784 pixels.
  func images(_ latents: [Float]) -> [[Float]] {
    let count = latents.count / generator.latentDimension
    let pixels = Networks.Generator.pixels
    let images = FloatBuffer(count: count * pixels)
    let shards = Shards(images: count)
    latents.withUnsafeBufferPointer { latents in
      guard let latents = latents.baseAddress else { return }
      engine.run(items: shards.count) { shard, thread in
        let first = shards[shard].lowerBound
        generator.generate(
          latents: latents + first * generator.latentDimension, count: shards[shard].count,
          thread: thread
        ) { image, source in
          (images.start + (first + image) * pixels).update(from: source, count: pixels)
        }
      }
    }
    return (0..<count).map {
      Array(UnsafeBufferPointer(start: images.start + $0 * pixels, count: pixels))
    }
  }
}

/// The same of the discriminator.
struct FastDiscriminator {
  let discriminator: Networks.Discriminator
  private let engine: Engine

  /// - Throws: `ModelFileError` when the tensors are not a discriminator.
  init(tensors: [NamedTensor], kernels: String, threads: Int = 1) throws {
    engine = Engine(kernels: try Kernels(named: kernels), threads: threads)
    discriminator = Networks.Discriminator(filters: 64, engine: engine)
    try discriminator.parameters.load(tensors)
    discriminator.prepare()
  }

  /// The logits of images `[N, 28, 28]`, on all threads.
  func logits(_ images: [Float], keep: [Float]? = nil) -> [Float] {
    let count = images.count / Networks.Discriminator.pixels
    let logits = FloatBuffer(count: count)
    images.withUnsafeBufferPointer { images in
      guard let images = images.baseAddress else { return }
      engine.run(items: count) { image, thread in
        logits.start[image] = discriminator.logit(
          image: images + image * Networks.Discriminator.pixels, keep: keep, thread: thread)
      }
    }
    return Array(UnsafeBufferPointer(start: logits.start, count: count))
  }
}
