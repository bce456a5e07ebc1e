import NeuralNetwork
import Tensors

/// A trained generator, for drawing images.
public final class GeneratorModel {
  private let generator: Generator
  private let pool: WorkerPool

  /// - Throws: `ModelFileError` when the tensors are not a generator of this latent size.
  public init(latentDimension: Int, tensors: [NamedTensor], threads: Int) throws {
    let kernels = try Kernels()
    pool = WorkerPool(threads: threads)
    generator = Generator(latentDimension: latentDimension, kernels: kernels, pool: pool)
    try generator.parameters.load(tensors, into: generator.parameters.values)
    generator.prepare()
  }

  /// Images `[count, 28, 28]`, 0 (background) to 1 (stroke), of latents `[count, latent]`.
  public func images(latents: [Float], count: Int) -> [Float] {
    precondition(latents.count == count * generator.latentDimension)
    let images = FloatBuffer(count: count * Generator.pixels)
    latents.withUnsafeBufferPointer { latents in
      guard let latents = latents.baseAddress else { return }
      for block in Blocks.of(batch: count) {
        pool.run(items: Blocks.tracks) { index, thread in
          let track = Blocks.track(index, count: block.count)
          let first = block.first + track.first
          generator.generate(
            latents: latents + first * generator.latentDimension, count: track.count,
            thread: thread
          ) { image, pixels in
            (images.start + (first + image) * Generator.pixels)
              .update(from: pixels, count: Generator.pixels)
          }
        }
      }
    }
    return Array(UnsafeBufferPointer(start: images.start, count: count * Generator.pixels))
  }
}

/// A trained discriminator, without dropout.
public final class DiscriminatorModel {
  private let discriminator: Discriminator
  private let pool: WorkerPool

  /// - Throws: `ModelFileError` when the tensors are not a discriminator.
  public init(tensors: [NamedTensor], threads: Int) throws {
    let kernels = try Kernels()
    pool = WorkerPool(threads: threads)
    discriminator = Discriminator(kernels: kernels, pool: pool)
    try discriminator.parameters.load(tensors, into: discriminator.parameters.values)
    discriminator.prepare()
  }

  /// Logits of `images` `[count, 28, 28]` in 0...1; above 0 means real.
  public func logits(images: [Float], count: Int) -> [Float] {
    precondition(images.count == count * Generator.pixels)
    let logits = FloatBuffer(count: count)
    images.withUnsafeBufferPointer { images in
      guard let images = images.baseAddress else { return }
      pool.run(items: count) { image, thread in
        logits.start[image] = discriminator.logit(
          image: images + image * Generator.pixels, keep: nil, thread: thread)
      }
    }
    return Array(UnsafeBufferPointer(start: logits.start, count: count))
  }
}

/// Standard normal latents `[count, dimension]` for pictures and evaluation: the same seed gives
/// the same latents, whatever the checkpoint.
///
/// - Throws: `KernelError` when `GAN_KERNELS` names kernels that cannot run here.
public func sampleLatents(seed: UInt64, count: Int, dimension: Int) throws -> [Float] {
  try RandomStream(seed: seed, kernels: Kernels())
    .normals(.samples, epoch: 0, step: 0, count: count * dimension)
}
