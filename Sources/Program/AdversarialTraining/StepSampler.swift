import Experiment
import NeuralNetwork
import TensorStore

/// Draws what a training step needs: real images from the store, latents and dropout, each a function
/// of (seed, purpose, epoch, step) alone.
public struct StepSampler {
  private let random: RandomStream
  private let batchSize, judgedImages, latentDimension: Int

  /// Draws for a model's batches.
  public init(_ options: TrainingOptions, engine: Engine) {
    random = RandomStream(seed: options.seed, kernels: engine.kernels)
    batchSize = options.batchSize
    judgedImages = options.judgedImages
    latentDimension = options.latentDim
  }

  /// The inputs of a step, with real images drawn from the training images of `store`.
  ///
  /// - Throws: `FileError` when the store shrank since it was opened.
  public func inputs(epoch: Int, step: Int, store: StoreReader) throws -> StepInputs {
    let indices = realIndices(epoch: epoch, step: step, imageCount: store.trainImages.count)
    return inputs(
      epoch: epoch, step: step, realImages: try store.pixels(indices, of: store.trainImages))
  }

  /// Indices of the real images of a step, uniform with replacement.
  func realIndices(epoch: Int, step: Int, imageCount: Int) -> [Int] {
    random.words(.realImages, epoch: epoch, step: step, count: judgedImages)
      .map { Int((UInt64($0) * UInt64(imageCount)) >> 32) }
  }

  /// The inputs of a step with the given real images, `[judgedImages, 28, 28]`.
  public func inputs(epoch: Int, step: Int, realImages: [Float]) -> StepInputs {
    StepInputs(
      epoch: epoch, realImages: realImages,
      discriminatorLatents: random.normals(
        .discriminatorLatents, epoch: epoch, step: step, count: judgedImages * latentDimension),
      generatorLatents: random.normals(
        .generatorLatents, epoch: epoch, step: step, count: batchSize * latentDimension),
      discriminatorDropout: .counters(
        random, purpose: .discriminatorDropout, epoch: epoch, step: step),
      generatorDropout: .counters(random, purpose: .generatorDropout, epoch: epoch, step: step))
  }
}
