import NeuralNetwork
import Tensors

/// A trained generator, for drawing images.
///
/// It computes in fp32 whatever the run's precision: the parameters are fp32, and pictures should not
/// depend on whether a processor multiplies bfloat16 numbers.
public final class GeneratorModel {
  /// Numbers of a latent vector.
  public var latentDimension: Int { generator.latentDimension }
  private let generator: Generator

  /// - Throws: `ModelFileError` when the tensors are not a generator of this latent size, or not
  ///   finite.
  public init(
    latentDimension: Int, tensors: [NamedTensor], engine: Engine
  ) throws(ModelFileError) {
    generator = Generator(latentDimension: latentDimension, engine: engine)
    try generator.parameters.load(tensors)
    try generator.parameters.expectFinite()
    generator.prepare()
  }

  /// The parameters in the order of the network, each copied when it is asked for.
  public var tensors: some Collection<NamedTensor> { generator.parameters.tensors }

  /// Images `[count, 28, 28]`, 0 (background) to 1 (stroke), of latents `[count, latent]`.
  public func images(latents: [Float], count: Int) -> [Float] {
    generator.images(latents: latents, count: count)
  }
}

/// A trained discriminator, without dropout, in fp32 as `GeneratorModel` is.
public final class DiscriminatorModel {
  private let discriminator: Discriminator
  private let engine: Engine

  /// - Throws: `ModelFileError` when the tensors are not a discriminator of so many filters, or not
  ///   finite.
  public init(filters: Int, tensors: [NamedTensor], engine: Engine) throws(ModelFileError) {
    self.engine = engine
    discriminator = Discriminator(filters: filters, engine: engine)
    try discriminator.parameters.load(tensors)
    try discriminator.parameters.expectFinite()
    discriminator.prepare()
  }

  /// The parameters in the order of the network, each copied when it is asked for.
  public var tensors: some Collection<NamedTensor> { discriminator.parameters.tensors }

  /// Logits of `images` `[count, 28, 28]` in 0...1; above 0 means real.
  public func logits(images: [Float], count: Int) -> [Float] {
    precondition(images.count == count * Discriminator.pixels)
    let logits = FloatBuffer(count: count)
    images.withUnsafeBufferPointer { images in
      guard let images = images.baseAddress else { return }
      engine.run(items: count) { image, thread in
        logits.start[image] = discriminator.logit(
          image: images + image * Discriminator.pixels, keep: nil, thread: thread)
      }
    }
    return Array(UnsafeBufferPointer(start: logits.start, count: count))
  }
}
