import Experiment
import Networks
import NeuralNetwork
import Tensors

/// Generator and discriminator with their optimizers: one call trains one step.
///
/// The step is Goodfellow et al. 2014 (arXiv:1406.2661): one discriminator update, or several, on half a
/// batch of real and half of generated images, then one generator update on a full batch through the
/// frozen discriminator. What they minimise is the `Objective`.
public final class AdversarialModel {
  /// What fixes the arithmetic.
  public let options: TrainingOptions
  /// What it computes with.
  public let engine: Engine
  /// Generated images of the last discriminator batch, `[batch / 2, 28, 28]`.
  public let fakeImages: FloatBuffer
  /// Logits of the last updates: real then generated images, and the generator's batch.
  public let discriminatorLogits, generatorLogits: FloatBuffer

  let objective: Objective
  let penalty: GradientPenalty
  /// Of generated images' partners, `[batch / 2]`; used where images have partners alone.
  let opponentLogits: FloatBuffer
  let generator: Generator
  let generatorGradients: GeneratorGradients
  let generatorAdam: Adam
  /// Nil when nothing is averaged.
  let generatorAverage: WeightAverage?
  let discriminator: Discriminator
  let discriminatorGradients: DiscriminatorGradients
  let discriminatorAdam: Adam
  private let discriminatorUndo: UpdateUndo
  private let dropout: Dropout
  /// For each thread, the multipliers of the image at hand, and the gradient of its logit.
  private let masks: [FloatBuffer]
  let slopes: [FloatBuffer]

  /// A model whose parameters are drawn from the seed.
  ///
  /// - Throws: `KernelError` when the precision, or what `GAN_KERNELS` names, cannot run here.
  public convenience init(_ options: TrainingOptions, threads: Int) throws {
    self.init(
      options, engine: try Engine(bfloat16: options.precision == .bf16, threads: threads))
  }

  /// The same on a given engine.
  ///
  /// - Precondition: The batch size is even and at least 2.
  public init(_ options: TrainingOptions, engine: Engine) {
    let batch = options.batchSize
    precondition(batch >= 2 && batch % 2 == 0, "a batch of \(batch) has no halves")
    self.options = options
    self.engine = engine
    objective = Objective(options.loss, labelSmoothing: options.labelSmoothing)
    penalty = GradientPenalty(options)
    opponentLogits = FloatBuffer(count: batch / 2)
    generator = Generator(latentDimension: options.latentDim, engine: engine)
    generatorGradients = GeneratorGradients(of: generator, batch: batch)
    discriminator = Discriminator(filters: options.discriminatorFilters, engine: engine)
    discriminatorGradients = DiscriminatorGradients(of: discriminator)
    func adam(_ parameters: Parameters) -> Adam {
      Adam(parameterCount: parameters.layout.count, beta1: Float(options.beta1))
    }
    generatorAdam = adam(generator.parameters)
    discriminatorAdam = adam(discriminator.parameters)
    generatorAverage =
      options.averagesGenerator
      ? WeightAverage(
        parameterCount: generator.parameters.layout.count,
        halfLife: Double(options.averageHalfLife) / Double(batch)) : nil
    discriminatorUndo = UpdateUndo(of: discriminator.parameters, adam: discriminatorAdam)
    let dropout = Dropout(rate: Float(options.dropout), elements: discriminator.dropoutElements)
    self.dropout = dropout
    masks = (0..<engine.threads).map { _ in FloatBuffer(count: dropout.elements) }
    slopes = masks.map { _ in FloatBuffer(count: Generator.pixels) }
    fakeImages = FloatBuffer(count: batch / 2 * Generator.pixels)
    discriminatorLogits = FloatBuffer(count: batch)
    generatorLogits = FloatBuffer(count: batch)
    let random = RandomStream(seed: options.seed, kernels: engine.kernels)
    generator.parameters.initializeGlorot(random, part: 0)
    discriminator.parameters.initializeGlorot(random, part: 1)
  }

  /// The discriminator's updates and the generator's one.
  public func step(_ inputs: StepInputs) -> StepStatistics { step(inputs, checkpoint: {}) }

  /// The same, unless it is given up.
  ///
  /// - Parameters:
  ///   - inputs: Everything random.
  ///   - checkpoint: Called on this thread every 256 images or so; by an error it gives up the step,
  ///     and parameters, moments and counts are what they were before.
  /// - Returns: What it measured.
  /// - Throws: What `checkpoint` throws.
  public func step(
    _ inputs: StepInputs, checkpoint: () throws -> Void
  ) rethrows -> StepStatistics {
    let batch = options.batchSize
    precondition(inputs.realImages.count == options.judgedImages * Generator.pixels)
    precondition(inputs.generatorLatents.count == batch * options.latentDim)
    precondition(inputs.discriminatorLatents.count == options.judgedImages * options.latentDim)
    generator.prepare()
    discriminatorUndo.keep()
    do {
      return try update(inputs, checkpoint: checkpoint)
    } catch {
      discriminatorUndo.restore()
      throw error
    }
  }

  private func update(
    _ inputs: StepInputs, checkpoint: () throws -> Void
  ) rethrows -> StepStatistics {
    var updates: [DiscriminatorUpdate] = []
    for number in 0..<options.discriminatorUpdates {
      updates.append(try updateDiscriminator(inputs, number: number, checkpoint: checkpoint))
    }
    let generator = try updateGenerator(inputs, checkpoint: checkpoint)
    func mean(_ value: (DiscriminatorUpdate) -> Double) -> Double {
      updates.map(value).reduce(0, +) / Double(updates.count)
    }
    return StepStatistics(
      discriminatorLoss: mean(\.loss), generatorLoss: generator.loss,
      realCorrect: updates.map(\.realCorrect).reduce(0, +),
      fakeCorrect: updates.map(\.fakeCorrect).reduce(0, +),
      discriminatorGradientNorm: mean(\.gradientNorm),
      generatorGradientNorm: generator.gradientNorm,
      isFinite: updates.allSatisfy(\.isFinite) && generator.isFinite)
  }

  /// Adam's step sizes in an epoch.
  func rates(epoch: Int) -> (discriminator: Float, generator: Float) {
    let factor = options.learningRateFactor(epoch: epoch)
    let (own, both) = (options.discriminatorLearningRate, options.learningRate)
    return (Float(factor * (own > 0 ? own : both)), Float(factor * both))
  }

  /// The derivative of what an update minimises.
  func logitGradient(
    _ logit: Float, _ kind: Objective.Sample, partner: Float
  ) -> Float {
    Float(objective.gradient(logit, kind, partner: partner) / Double(options.batchSize))
  }

  /// The dropout multipliers of one sample, or nil when nothing is dropped.
  func mask(_ source: DropoutSource, sample: Int, thread: Int) -> UnsafePointer<Float>? {
    let keep = masks[thread].start
    switch source {
    case .off: return nil
    case .counters(let random, let purpose, let epoch, let step):
      if dropout.rate == 0 { return nil }
      dropout.draw(random, purpose, epoch: epoch, step: step, sample: sample, into: keep)
    case .explicit(let isKept):
      var index = 0
      for (layer, count) in discriminator.dropoutElements.enumerated() {
        for element in 0..<count {
          keep[index] = isKept(layer, sample, element) ? 1 / (1 - dropout.rate) : 0
          index += 1
        }
      }
    }
    return UnsafePointer(keep)
  }
}
