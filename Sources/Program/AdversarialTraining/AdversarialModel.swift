import NeuralNetwork
import Tensors

/// Generator and discriminator with their optimizers: one call trains one step.
///
/// The step is Goodfellow et al. 2014 (arXiv:1406.2661) with the non-saturating generator loss:
/// one discriminator update on half a batch of real and half of generated images, then one
/// generator update on a full batch through the frozen discriminator.
public final class AdversarialModel {
  /// The arithmetic's constants.
  public let configuration: ModelConfiguration
  /// The instruction set of the kernels: `avx512bf16`, `avx512`, `avx2` or `portable`.
  public let instructionSet: String
  /// Generated images of the last step's discriminator batch, `[batch / 2, 28, 28]`.
  public let fakeImages: FloatBuffer
  /// Logits of the last step: real then generated images, and the generator's batch.
  public let discriminatorLogits, generatorLogits: FloatBuffer

  private let pool: WorkerPool
  private let random: RandomStream
  private let generator: Generator
  private let discriminator: Discriminator
  private let masks: [FloatBuffer]

  /// A model whose parameters are drawn from the seed.
  ///
  /// - Throws: `KernelError` when the precision, or what `GAN_KERNELS` names, cannot run here.
  public convenience init(configuration: ModelConfiguration, threads: Int) throws {
    try self.init(
      configuration: configuration, threads: threads,
      kernels: Kernels(bfloat16: configuration.precision == .bf16))
  }

  /// The same on given kernels, so that the tests reach every instruction set in one process.
  package init(configuration: ModelConfiguration, threads: Int, kernels: Kernels) {
    precondition(configuration.batchSize >= 2 && configuration.batchSize % 2 == 0)
    let pool = WorkerPool(threads: threads)
    self.configuration = configuration
    self.pool = pool
    instructionSet = kernels.name
    random = RandomStream(seed: configuration.seed, kernels: kernels)
    generator = Generator(
      latentDimension: configuration.latentDimension, kernels: kernels, pool: pool)
    discriminator = Discriminator(kernels: kernels, pool: pool)
    let batch = configuration.batchSize
    fakeImages = FloatBuffer(count: batch / 2 * Generator.pixels)
    discriminatorLogits = FloatBuffer(count: batch)
    generatorLogits = FloatBuffer(count: batch)
    masks = (0..<pool.threads).map { _ in FloatBuffer(count: Self.maskCounts.reduce(0, +)) }
    generator.parameters.initializeGlorot(random, part: 0)
    discriminator.parameters.initializeGlorot(random, part: 1)
  }

  private static let maskCounts = [14 * 14 * 64, 7 * 7 * 64]

  /// Indices of the `batch / 2` real images of a step, uniform with replacement.
  public func drawRealIndices(epoch: Int, step: Int, imageCount: Int) -> [Int] {
    random.words(.realImages, epoch: epoch, step: step, count: configuration.batchSize / 2)
      .map { Int((UInt64($0) * UInt64(imageCount)) >> 32) }
  }

  /// The inputs that the counters of (epoch, step) give.
  public func inputs(epoch: Int, step: Int, realImages: [Float]) -> StepInputs {
    let count = configuration.batchSize * configuration.latentDimension
    return StepInputs(
      realImages: realImages,
      discriminatorLatents: random.normals(
        .discriminatorLatents, epoch: epoch, step: step, count: count / 2),
      generatorLatents: random.normals(.generatorLatents, epoch: epoch, step: step, count: count),
      discriminatorDropout: .counters(purpose: .discriminatorDropout, epoch: epoch, step: step),
      generatorDropout: .counters(purpose: .generatorDropout, epoch: epoch, step: step))
  }

  /// One discriminator update and one generator update.
  public func step(_ inputs: StepInputs) -> StepStatistics {
    let batch = configuration.batchSize
    precondition(inputs.realImages.count == batch / 2 * Generator.pixels)
    precondition(inputs.generatorLatents.count == batch * configuration.latentDimension)
    precondition(inputs.discriminatorLatents.count * 2 == inputs.generatorLatents.count)
    generator.prepare()
    let discriminatorIsFinite = updateDiscriminator(inputs)
    let generatorIsFinite = updateGenerator(inputs)
    let half = batch / 2
    let real = UnsafeBufferPointer(start: discriminatorLogits.start, count: half)
    let fake = UnsafeBufferPointer(start: discriminatorLogits.start + half, count: half)
    let judged = UnsafeBufferPointer(start: generatorLogits.start, count: batch)
    let discriminatorLoss = (Self.loss(real, label: 1) + Self.loss(fake, label: 0)) / Double(batch)
    let generatorLoss = Self.loss(judged, label: 1) / Double(batch)
    return StepStatistics(
      discriminatorLoss: discriminatorLoss, generatorLoss: generatorLoss,
      realCorrect: real.count { $0 > 0 }, fakeCorrect: fake.count { $0 < 0 },
      isFinite: discriminatorIsFinite && generatorIsFinite && discriminatorLoss.isFinite
        && generatorLoss.isFinite)
  }

  private static func loss(_ logits: UnsafeBufferPointer<Float>, label: Double) -> Double {
    logits.reduce(0) { $0 + BinaryCrossEntropy.loss(logit: $1, label: label) }
  }

  private func updateDiscriminator(_ inputs: StepInputs) -> Bool {
    let half = configuration.batchSize / 2
    discriminator.prepare()
    discriminator.beginGradients()
    inputs.realImages.withUnsafeBufferPointer { images in
      inputs.discriminatorLatents.withUnsafeBufferPointer { latents in
        guard let images = images.baseAddress, let latents = latents.baseAddress else { return }
        for block in Blocks.of(batch: half) {
          // A slot an item; generated images, which take longer, first.
          pool.run(items: Discriminator.slots) { slot, thread in
            let isFake = slot < Blocks.tracks
            let track = Blocks.track(slot % Blocks.tracks, count: block.count)
            let first = block.first + track.first
            if isFake {
              judgeFakes(
                latents + first * configuration.latentDimension, first: first,
                count: track.count, slot: slot, thread: thread,
                dropout: inputs.discriminatorDropout)
            } else {
              for sample in first..<first + track.count {
                judge(
                  images + sample * Generator.pixels, sample: sample, label: 1, slot: slot,
                  thread: thread, dropout: inputs.discriminatorDropout)
              }
            }
          }
        }
      }
    }
    discriminator.finishGradients()
    return discriminator.parameters.updateAdam(
      rate: configuration.learningRate, beta1: configuration.beta1, kernels: random.kernels,
      pool: pool)
  }

  /// A track of generated images of the discriminator's batch.
  private func judgeFakes(
    _ latents: UnsafePointer<Float>, first: Int, count: Int, slot: Int, thread: Int,
    dropout: DropoutSource
  ) {
    let half = configuration.batchSize / 2
    generator.generate(latents: latents, count: count, thread: thread) { image, pixels in
      let sample = first + image
      (fakeImages.start + sample * Generator.pixels).update(from: pixels, count: Generator.pixels)
      judge(
        pixels, sample: half + sample, label: 0, slot: slot, thread: thread, dropout: dropout)
    }
  }

  /// One image of the discriminator's batch: its logit and its share of the gradients.
  private func judge(
    _ pixels: UnsafePointer<Float>, sample: Int, label: Double, slot: Int, thread: Int,
    dropout: DropoutSource
  ) {
    let keep = mask(dropout, sample: sample, thread: thread)
    let logit = discriminator.logit(image: pixels, keep: keep, thread: thread)
    discriminatorLogits.start[sample] = logit
    let gradient =
      BinaryCrossEntropy.gradient(logit: logit, label: label) / Double(configuration.batchSize)
    discriminator.accumulateGradients(
      logitGradient: Float(gradient), keep: keep, slot: slot, thread: thread)
  }

  private func updateGenerator(_ inputs: StepInputs) -> Bool {
    let batch = configuration.batchSize
    discriminator.prepare()
    generator.beginGradients()
    inputs.generatorLatents.withUnsafeBufferPointer { latents in
      guard let latents = latents.baseAddress else { return }
      for block in Blocks.of(batch: batch) {
        generator.accumulateGradients(
          latents: latents + block.first * configuration.latentDimension, count: block.count,
          isFirst: block.first == 0
        ) { image, thread, pixels, pixelGradient in
          let sample = block.first + image
          let keep = mask(inputs.generatorDropout, sample: sample, thread: thread)
          let logit = discriminator.logit(image: pixels, keep: keep, thread: thread)
          generatorLogits.start[sample] = logit
          let gradient = BinaryCrossEntropy.gradient(logit: logit, label: 1) / Double(batch)
          discriminator.imageGradient(
            logitGradient: Float(gradient), keep: keep, thread: thread, into: pixelGradient)
        }
      }
    }
    generator.finishGradients()
    return generator.parameters.updateAdam(
      rate: configuration.learningRate, beta1: configuration.beta1, kernels: random.kernels,
      pool: pool)
  }

  /// The dropout multipliers of one sample, or nil when nothing is dropped.
  private func mask(
    _ source: DropoutSource, sample: Int, thread: Int
  ) -> UnsafePointer<Float>? {
    let keep = masks[thread].start
    switch source {
    case .off: return nil
    case .counters(let purpose, let epoch, let step):
      if configuration.dropout == 0 { return nil }
      random.dropout(
        purpose, epoch: epoch, step: step, sample: sample, rate: configuration.dropout, into: keep)
    case .explicit(let isKept):
      var index = 0
      for (layer, count) in Self.maskCounts.enumerated() {
        for element in 0..<count {
          keep[index] = isKept(layer, sample, element) ? 1 / (1 - configuration.dropout) : 0
          index += 1
        }
      }
    }
    return UnsafePointer(keep)
  }
}

// MARK: - Parameters and state

extension AdversarialModel {
  /// The parameters in Keras's layouts, in file order, copied one by one.
  public var generatorTensors: some Collection<NamedTensor> {
    generator.parameters.lazyTensors(in: generator.parameters.values)
  }
  /// The parameters in Keras's layouts, in file order, copied one by one.
  public var discriminatorTensors: some Collection<NamedTensor> {
    discriminator.parameters.lazyTensors(in: discriminator.parameters.values)
  }
  /// The gradients of the last step.
  public var generatorGradients: [NamedTensor] {
    generator.parameters.tensors(in: generator.parameters.gradients)
  }
  /// The gradients of the last step.
  public var discriminatorGradients: [NamedTensor] {
    discriminator.parameters.tensors(in: discriminator.parameters.gradients)
  }
  /// Adam updates made.
  public var generatorUpdates: Int { generator.parameters.updates }
  /// Adam updates made.
  public var discriminatorUpdates: Int { discriminator.parameters.updates }

  /// Replaces the parameters.
  ///
  /// - Throws: `ModelFileError` when a tensor is missing or has another shape.
  public func setParameters(
    generator generatorTensors: [NamedTensor], discriminator discriminatorTensors: [NamedTensor]
  ) throws {
    try generator.parameters.load(generatorTensors, into: generator.parameters.values)
    try discriminator.parameters.load(discriminatorTensors, into: discriminator.parameters.values)
  }

  private var stateBuffers: [(ParameterSet, FloatBuffer, String)] {
    [("generator.", generator.parameters), ("discriminator.", discriminator.parameters)].flatMap {
      prefix, set in
      [
        (set, set.values, prefix), (set, set.firstMoments, "m." + prefix),
        (set, set.secondMoments, "v." + prefix),
      ]
    }
  }

  /// Parameters and Adam moments of both networks, copied one by one.
  public var stateTensors: some Collection<NamedTensor> {
    stateBuffers.flatMap { set, buffer, prefix in
      set.entries.map { entry in (set, buffer, prefix, entry) }
    }.lazy.map { set, buffer, prefix, entry in
      set.tensor(entry, in: buffer, prefix: prefix)
    }
  }

  /// Continues from `stateTensors` and the update counts of then.
  ///
  /// - Throws: `ModelFileError` when a tensor is missing or has another shape.
  public func restore(
    stateTensors: [NamedTensor], generatorUpdates: Int, discriminatorUpdates: Int
  ) throws {
    for (set, buffer, prefix) in stateBuffers {
      try set.load(stateTensors, into: buffer, prefix: prefix)
    }
    generator.parameters.updates = generatorUpdates
    discriminator.parameters.updates = discriminatorUpdates
  }
}
