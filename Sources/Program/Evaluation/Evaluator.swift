import CheckpointArchive
import Experiment
import Judging
import Metrics
import Networks
import NeuralNetwork
import TensorStore

/// Measures the checkpoints of a run: how good their generators' images are, and how well their
/// discriminators tell them from the test set.
///
/// Every checkpoint is compared with the whole test set, on the same latents.
public final class Evaluator {
  private let archive: ArchiveReader
  private let store: StoreReader
  private let judge: TrainedJudge?
  private let judgeSha256: String?
  private let seed: UInt64
  private let engine: Engine
  private let toolVersion: String
  /// Generated images.
  public let samples: Int
  /// What the test set is to all checkpoints, once one is measured.
  private lazy var testSet = Result { try TestSet(store: store, judge: judge, engine: engine) }

  /// - Parameters:
  ///   - archive: The checkpoints.
  ///   - store: The test images.
  ///   - judge: A judge of `store`; without one only discriminators are measured.
  ///   - samples: Generated images, at least 1, and more than five for a judge. Nil makes as many as
  ///     there are test images.
  ///   - seed: Key of the latents, and of what is drawn from the test images.
  ///   - threads: At least 1; the result does not depend on it.
  ///   - toolVersion: For the records.
  /// - Throws: `EvaluationError.noTestImages`, `.tooFewTestImages`; `StoreError.damaged` when the
  ///   store's digest differs; `FileError`; `KernelError`.
  public init(
    archive: ArchiveReader, store: StoreReader, judge: TrainedJudge?, samples: Int?, seed: UInt64,
    threads: Int, toolVersion: String
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
    self.judge = judge
    judgeSha256 = try judge?.digest.hex
    self.samples = samples
    self.seed = seed
    engine = try Engine(threads: threads)
    self.toolVersion = toolVersion
  }

  /// What a record of this checkpoint, made now, would name.
  func conditions(of info: CheckpointInfo) -> EvaluationRecord.Conditions {
    EvaluationRecord.Conditions(
      epoch: info.epoch, members: info.members, dataSha256: store.contentDigest.hex,
      judgeSha256: judgeSha256, samples: samples, neighbours: TestSetReference.neighbours,
      seed: seed, instructionSet: engine.kernels.name, arithmeticRevision: arithmeticRevision)
  }

  /// Evaluates one checkpoint.
  ///
  /// - Throws: `ArchiveError`, `EvaluationError.unusableNetwork`, `.notFinite`, `FileError`;
  ///   `StoreError.changed` when the test images are no more those of the digest.
  func record(of info: CheckpointInfo) throws -> EvaluationRecord {
    let testSet = try testSet.get()
    let (generator, discriminator) = try networks(
      of: archive.checkpoint(epoch: info.epoch), engine: engine)
    guard
      let fakes = generator.roundedImages(
        latents: sampleLatents(
          seed: seed, count: samples, dimension: generator.latentDimension, engine: engine))
    else { throw EvaluationError.notFinite(checkpoint: info.name) }
    let logits = (real: discriminator.logits(testSet.images), fake: discriminator.logits(fakes))
    guard (logits.real + logits.fake).allSatisfy(\.isFinite) else {
      throw EvaluationError.notFinite(checkpoint: info.name)
    }
    let images = try testSet.reference?.report(images: fakes, seed: seed)
    try store.expectUnchanged()
    return EvaluationRecord(
      checkpoint: info.name, conditions: conditions(of: info),
      real: Judgement(logits: logits.real, areReal: true),
      fake: Judgement(logits: logits.fake, areReal: false),
      metrics: CheckpointQuality(
        images: images,
        discriminator: DiscriminatorReport(realLogits: logits.real, fakeLogits: logits.fake)),
      course: CourseFigure(
        realLogits: logits.real, fakeLogits: logits.fake,
        random: RandomStream(seed: seed, kernels: engine.kernels)),
      toolVersion: toolVersion)
  }
}

/// What all checkpoints are compared with.
private struct TestSet {
  /// `[count, 28, 28]`, 0...255.
  let images: [UInt8]
  /// What a judge makes of them; nil without one.
  let reference: TestSetReference?

  init(store: StoreReader, judge: TrainedJudge?, engine: Engine) throws {
    images = try store.bytes(0..<store.testImages.count, of: store.testImages)
    reference = try judge.map { try TestSetReference(store: store, judge: $0, engine: engine) }
  }
}

/// The networks of a checkpoint, at work.
///
/// - Throws: `EvaluationError.unusableNetwork`, `ArchiveError`, `FileError`.
private func networks(
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
