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
  let store: StoreReader
  /// The judge, at work; nil without one.
  let judge: JudgeModel?
  private let judgeSha256: String?
  private let seed: UInt64
  private let engine: Engine
  private let toolVersion: String
  /// Generated images.
  public let samples: Int
  /// What the test set is to all checkpoints, once one is measured.
  private(set) lazy var testSet = Result {
    try TestSet(store: store, judge: trainedJudge, engine: engine)
  }
  private let trainedJudge: TrainedJudge?
  /// Images of known quality as the judge sees them; none without one.
  public var calibration: [CalibrationRow] { trainedJudge?.calibration ?? [] }

  /// - Parameters:
  ///   - store: The test images.
  ///   - judge: A judge of `store`; without one only discriminators are measured.
  ///   - samples: Generated images, at least 1, and more than five for a judge. Nil makes as many as
  ///     there are test images.
  ///   - seed: Key of the latents, and of what is drawn from the test images.
  ///   - threads: At least 1; the result does not depend on it.
  ///   - toolVersion: For the records.
  /// - Throws: `EvaluationError.noTestImages`, `.tooFewTestImages`; `StoreError.damaged` when the
  ///   store's digest differs; `ModelFileError` for a judge whose tensors are none; `FileError`;
  ///   `KernelError`.
  public init(
    store: StoreReader, judge: TrainedJudge?, samples: Int?, seed: UInt64, threads: Int,
    toolVersion: String
  ) throws {
    try Self.expectTestImages(in: store)
    let found = store.testImages.count
    let samples = samples ?? found
    precondition(samples >= 1)
    guard samples <= found else {
      throw EvaluationError.tooFewTestImages(asked: samples, found: found)
    }
    try store.verifyPayload()
    self.store = store
    trainedJudge = judge
    judgeSha256 = try judge?.digest.hex
    self.samples = samples
    self.seed = seed
    engine = try Engine(threads: threads)
    self.judge = try judge?.model(on: engine)
    self.toolVersion = toolVersion
  }

  /// Makes sure that there is something to compare with.
  ///
  /// - Throws: `EvaluationError.noTestImages`.
  public static func expectTestImages(in store: StoreReader) throws(EvaluationError) {
    guard store.testImages.count > 0 else { throw .noTestImages }
  }

  /// What a record of this checkpoint, made now, would name.
  func conditions(of info: CheckpointInfo, in archive: ArchiveReader)
    -> EvaluationRecord.Conditions
  {
    EvaluationRecord.Conditions(
      epoch: info.epoch, members: info.members,
      rawGenerator: archive.isRaw(info) ? true : nil, dataSha256: store.contentDigest.hex,
      judgeSha256: judgeSha256, samples: samples, neighbours: TestSetReference.neighbours,
      seed: seed, instructionSet: engine.kernels.name, arithmeticRevision: arithmeticRevision)
  }

  /// Evaluates one checkpoint.
  ///
  /// - Throws: `ArchiveError`, `EvaluationError.unusableNetwork`, `.notFinite`, `FileError`;
  ///   `StoreError.changed` when the test images are no more those of the digest.
  func record(of info: CheckpointInfo, in archive: ArchiveReader) throws -> EvaluationRecord {
    let outputs = try outputs(of: info, in: archive)
    let images = try testSet.get().reference?.report(images: outputs.images, seed: seed)
    try store.expectUnchanged()
    return EvaluationRecord(
      checkpoint: info.name, conditions: conditions(of: info, in: archive),
      real: Judgement(logits: outputs.realLogits, areReal: true),
      fake: Judgement(logits: outputs.fakeLogits, areReal: false),
      metrics: CheckpointQuality(
        images: images,
        discriminator: DiscriminatorReport(
          realLogits: outputs.realLogits, fakeLogits: outputs.fakeLogits)),
      course: CourseFigure(
        realLogits: outputs.realLogits, fakeLogits: outputs.fakeLogits, random: random),
      toolVersion: toolVersion)
  }

  /// What is drawn from the test images.
  var random: RandomStream { RandomStream(seed: seed, kernels: engine.kernels) }

  /// What the networks of a checkpoint make.
  ///
  /// - Throws: As `record(of:in:)`.
  func outputs(of info: CheckpointInfo, in archive: ArchiveReader) throws -> CheckpointOutputs {
    let (generator, discriminator) = try networks(
      of: archive.checkpoint(epoch: info.epoch), engine: engine)
    let latents = sampleLatents(
      seed: seed, count: samples, dimension: generator.latentDimension, engine: engine)
    guard let images = generator.roundedImages(latents: latents) else {
      throw EvaluationError.notFinite(checkpoint: info.name)
    }
    let outputs = CheckpointOutputs(
      images: images, realLogits: discriminator.logits(try testSet.get().images),
      fakeLogits: discriminator.logits(images))
    guard (outputs.realLogits + outputs.fakeLogits).allSatisfy(\.isFinite) else {
      throw EvaluationError.notFinite(checkpoint: info.name)
    }
    return outputs
  }
}

/// What the networks of a checkpoint make.
struct CheckpointOutputs {
  /// The generator's images, `[count, 28, 28]`, 0...255.
  let images: [UInt8]
  /// The discriminator's logits of the test images, and of these.
  let realLogits, fakeLogits: [Float]
}

/// What all checkpoints are compared with.
struct TestSet {
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
  let options = checkpoint.info.run.options
  do {
    return (
      try GeneratorModel(
        latentDimension: options.latentDim, tensors: try checkpoint.generator, engine: engine),
      try DiscriminatorModel(
        filters: options.discriminatorFilters, tensors: try checkpoint.discriminator,
        engine: engine)
    )
  } catch let error as ModelFileError {
    throw EvaluationError.unusableNetwork(checkpoint: checkpoint.name, reason: error)
  }
}
