import CheckpointArchive
import Experiment
import Networks
import NeuralNetwork
import TensorStore
import Tensors

/// Measures how well the discriminators of a run tell the test set from their generators' images.
///
/// Every checkpoint sees the same test images and the same latents.
public final class Evaluator {
  private let archive: ArchiveReader
  private let store: StoreReader
  private let seed: UInt64
  private let engine: Engine
  private let toolVersion: String
  /// Images of each kind.
  public let samples: Int

  /// Images held in memory at once: whole shards.
  private static let pieceCount = 1024

  /// - Parameters:
  ///   - archive: The checkpoints.
  ///   - store: The test images.
  ///   - samples: Images of each kind, at least 1: test images from the first on, and as many
  ///     generated ones. Nil takes the whole test set.
  ///   - seed: Key of the latents.
  ///   - threads: At least 1; the result does not depend on it.
  ///   - toolVersion: For the records.
  /// - Throws: `EvaluationError.noTestImages`, `.tooFewTestImages`; `StoreError.damaged` when the
  ///   store's digest differs; `FileError`; `KernelError`.
  public init(
    archive: ArchiveReader, store: StoreReader, samples: Int?, seed: UInt64, threads: Int,
    toolVersion: String
  ) throws {
    let found = store.testImages.count
    guard found > 0 else { throw EvaluationError.noTestImages }
    let samples = samples ?? found
    precondition(samples >= 1)
    guard samples <= found else {
      throw EvaluationError.tooFewTestImages(asked: samples, found: found)
    }
    try store.verifyPayload()
    self.archive = archive
    self.store = store
    self.samples = samples
    self.seed = seed
    engine = try Engine(threads: threads)
    self.toolVersion = toolVersion
  }

  /// What a record of this checkpoint, made now, would name.
  func conditions(of info: CheckpointInfo) -> EvaluationRecord.Conditions {
    EvaluationRecord.Conditions(
      epoch: info.epoch, members: info.members, dataSha256: store.contentDigest.hex,
      samples: samples, seed: seed, instructionSet: engine.kernels.name,
      arithmeticRevision: arithmeticRevision)
  }

  /// Evaluates one checkpoint.
  ///
  /// - Throws: `ArchiveError`, `EvaluationError.unusableNetwork`, `.notFinite`, `FileError`;
  ///   `StoreError.changed` when the test images are no more those of the digest.
  func record(of info: CheckpointInfo) throws -> EvaluationRecord {
    let (generator, discriminator) = try networks(
      of: archive.checkpoint(epoch: info.epoch), engine: engine)
    let real = try Judgement(logits: realLogits(discriminator), areReal: true)
    let fake = Judgement(logits: fakeLogits(discriminator, of: generator), areReal: false)
    try store.expectUnchanged()
    guard real.loss.isFinite, fake.loss.isFinite else {
      throw EvaluationError.notFinite(checkpoint: info.name)
    }
    return EvaluationRecord(
      checkpoint: info.name, conditions: conditions(of: info), real: real, fake: fake,
      toolVersion: toolVersion)
  }

  private var pieces: [Range<Int>] {
    stride(from: 0, to: samples, by: Self.pieceCount).map {
      $0..<min($0 + Self.pieceCount, samples)
    }
  }

  private func realLogits(_ discriminator: DiscriminatorModel) throws -> [Float] {
    try pieces.flatMap { piece in
      let images = try store.pixels(Array(piece), of: store.testImages)
      return discriminator.logits(images: images, count: piece.count)
    }
  }

  private func fakeLogits(
    _ discriminator: DiscriminatorModel, of generator: GeneratorModel
  ) -> [Float] {
    let dimension = generator.latentDimension
    let latents = sampleLatents(
      seed: seed, count: samples, dimension: dimension, engine: engine)
    return pieces.flatMap { piece in
      let range = piece.lowerBound * dimension..<piece.upperBound * dimension
      let images = generator.images(latents: Array(latents[range]), count: piece.count)
      return discriminator.logits(images: images, count: piece.count)
    }
  }
}

/// The networks of a checkpoint, at work.
///
/// - Throws: `EvaluationError.unusableNetwork`, `ArchiveError`, `FileError`.
func networks(
  of checkpoint: Checkpoint, engine: Engine
) throws -> (generator: GeneratorModel, discriminator: DiscriminatorModel) {
  do {
    return (
      try GeneratorModel(
        latentDimension: checkpoint.info.run.options.latentDim,
        tensors: try checkpoint.generator, engine: engine),
      try DiscriminatorModel(tensors: try checkpoint.discriminator, engine: engine)
    )
  } catch let error as ModelFileError {
    throw EvaluationError.unusableNetwork(checkpoint: checkpoint.name, reason: error)
  }
}
