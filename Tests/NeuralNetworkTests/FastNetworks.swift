import NeuralNetwork
import ReferenceNetwork
import Tensors

/// A generator or discriminator with its pool, as the tests use it: whole batches in arrays.
struct FastGenerator {
  let generator: NeuralNetwork.Generator
  private let pool: WorkerPool

  /// - Throws: `ModelFileError` when the tensors are not a generator of this latent size.
  init(
    latentDimension: Int, tensors: [NamedTensor], kernels: String, threads: Int = 1
  ) throws {
    pool = WorkerPool(threads: threads)
    generator = NeuralNetwork.Generator(
      latentDimension: latentDimension, kernels: try Kernels(named: kernels), pool: pool)
    try generator.parameters.load(tensors, into: generator.parameters.values)
    generator.prepare()
  }

  /// The images of latents `[N, latent]`, each as its 784 pixels.
  func images(_ latents: [Float]) -> [[Float]] {
    let count = latents.count / generator.latentDimension
    let pixels = NeuralNetwork.Generator.pixels
    let images = FloatBuffer(count: count * pixels)
    latents.withUnsafeBufferPointer { latents in
      guard let latents = latents.baseAddress else { return }
      for block in Blocks.of(batch: count) {
        pool.run(items: Blocks.tracks) { index, thread in
          let track = Blocks.track(index, count: block.count)
          let first = block.first + track.first
          generator.generate(
            latents: latents + first * generator.latentDimension, count: track.count,
            thread: thread
          ) { image, source in
            (images.start + (first + image) * pixels).update(from: source, count: pixels)
          }
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
  let discriminator: NeuralNetwork.Discriminator
  private let pool: WorkerPool

  /// - Throws: `ModelFileError` when the tensors are not a discriminator.
  init(tensors: [NamedTensor], kernels: String, threads: Int = 1) throws {
    pool = WorkerPool(threads: threads)
    discriminator = NeuralNetwork.Discriminator(kernels: try Kernels(named: kernels), pool: pool)
    try discriminator.parameters.load(tensors, into: discriminator.parameters.values)
    discriminator.prepare()
  }

  /// The logits of images `[N, 28, 28]`, on all threads.
  func logits(_ images: [Float], keep: [Float]? = nil) -> [Float] {
    let count = images.count / NeuralNetwork.Generator.pixels
    let logits = FloatBuffer(count: count)
    images.withUnsafeBufferPointer { images in
      guard let images = images.baseAddress else { return }
      pool.run(items: count) { image, thread in
        logits.start[image] = discriminator.logit(
          image: images + image * NeuralNetwork.Generator.pixels, keep: keep, thread: thread)
      }
    }
    return Array(UnsafeBufferPointer(start: logits.start, count: count))
  }
}
