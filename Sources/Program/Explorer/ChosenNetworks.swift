import CheckpointArchive
import Drawing
import Networks
import NeuralNetwork
import Tensors
import WebPages

/// The networks of the checkpoint that a page is about.
struct ChosenNetworks {
  /// The weights in 16 bits.
  let weights, discriminator: String
  /// What the page has to compute from a seed.
  let check: PageData.Check
  private let tensors: [NamedTensor]

  /// - Throws: `ExplorerError.tooManyLatents`, `DrawingError.unusableNetwork`; errors of the archive.
  init(_ checkpoint: Checkpoint, engine: Engine, seed: UInt64) throws {
    let dimension = checkpoint.info.run.options.latentDim
    guard dimension <= ExplorerPage.largestDimension else {
      throw ExplorerError.tooManyLatents(
        checkpoint: checkpoint.name, dimension: dimension, limit: ExplorerPage.largestDimension)
    }
    let generator = try usableGenerator(of: checkpoint, engine: engine)
    tensors = Array(generator.tensors)
    let judge = try usableDiscriminator(of: checkpoint, engine: engine)
    weights = fineWeights(tensors)
    discriminator = fineWeights(judge.tensors)
    let latent = sampleLatents(seed: seed, count: 1, dimension: dimension, engine: engine)
    let image = generator.images(latents: latent, count: 1)
    check = PageData.Check(
      seed: "\(seed)", latent: base64(littleEndianBytes(latent)),
      image: base64(littleEndianBytes(image)), logit: judge.logits(images: image, count: 1)[0])
  }

  /// As `strongestDirections` of the dense layer.
  func directions(count: Int) -> [Float] {
    tensors.first { $0.name == "dense.kernel" }
      .map { strongestDirections(of: $0.tensor, count: count) } ?? []
  }

  /// The generator as it would be for another epoch.
  func coarseWeights(step: Float) -> String { Explorer.coarseWeights(tensors, step: step) }
}
