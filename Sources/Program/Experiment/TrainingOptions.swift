#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What fixes the result of a training run, whatever its length; the defaults are the reference
/// experiment.
public struct TrainingOptions: Equatable, Sendable {
  /// Images of a discriminator batch, half of them real.
  public var batchSize = 256
  /// Size of a latent vector.
  public var latentDim = 100
  /// Adam's step size for both networks.
  public var learningRate = 2e-4
  /// Adam's decay of the first moment; 0.5 is Radford, Metz and Chintala's.
  public var beta1 = 0.5
  /// Share of the discriminator's activations dropped in training.
  public var dropout = 0.4
  /// Filters of each of the discriminator's convolutions.
  public var discriminatorFilters = 64
  /// Adam's step size for the discriminator (two time scales, arXiv:1706.08500); 0 stands for
  /// `learningRate`.
  public var discriminatorLearningRate = 0.0
  /// Updates of the discriminator in a step, before the generator's one.
  public var discriminatorUpdates = 1
  /// Epochs that are trained with the learning rates as they are.
  public var learningRateDecayStart = 0
  /// Epochs in which the learning rates halve from then on; 0 stands for never.
  public var learningRateHalfLife = 0
  /// Images of the generator's batches after which an update counts half in the average of its weights
  /// (arXiv:1806.04498); 0 stands for no average.
  public var averageHalfLife = 0
  /// What the networks minimise.
  public var loss = Loss.nonSaturating
  /// By how much the discriminator's label of real images is below that of certainty
  /// (arXiv:1606.03498).
  public var labelSmoothing = 0.0
  /// Weights of the penalties on the discriminator's slope at real images and at generated ones
  /// (arXiv:1801.04406).
  public var r1 = 0.0, r2 = 0.0
  /// Discriminator updates from one with penalties to the next (arXiv:1912.04958).
  public var penaltyInterval = 1
  /// Key of every random draw.
  public var seed: UInt64 = 1
  /// Arithmetic of the kernels.
  public var precision = Precision.fp32
  /// An epoch is archived when this divides it.
  public var keepEvery = 1

  /// The reference experiment.
  public init() {}
}

extension TrainingOption {
  /// Every option, in the order of the recipe.
  ///
  /// A new one is a property above, a row here, a flag of `train` and the place that uses it. Its
  /// row says which archive format brings it, and what files mean that were written before.
  public static let all = [
    TrainingOption(
      "batch_size", \.batchSize, help: "Images of a discriminator batch, half of them real",
      range: "an even number in 2...4096"
    ) { (2...4096).contains($0) && $0 % 2 == 0 },
    TrainingOption(
      "latent_dim", \.latentDim, help: "Size of a latent vector", range: "a number in 1...4096"
    ) { (1...4096).contains($0) },
    TrainingOption(
      "learning_rate", \.learningRate, help: "Adam's step size, both networks",
      range: "above 0 and at most 1"
    ) { $0 > 0 && $0 <= 1 },
    TrainingOption(
      "beta1", \.beta1, help: "Adam's decay of the first moment", range: "at least 0 and below 1"
    ) { $0 >= 0 && $0 < 1 },
    TrainingOption(
      "dropout", \.dropout, help: "Share of the discriminator's activations dropped",
      range: "at least 0 and below 1"
    ) { $0 >= 0 && $0 < 1 },
    TrainingOption(
      "discriminator_filters", \.discriminatorFilters,
      help: "Filters of each of the discriminator's convolutions", range: "64, 128 or 256",
      introducedIn: 2
    ) { [64, 128, 256].contains($0) },
    TrainingOption(
      "discriminator_learning_rate", \.discriminatorLearningRate,
      help: "Adam's step size for the discriminator, 0 for that of both",
      range: "at least 0 and at most 1", introducedIn: 2
    ) { $0 >= 0 && $0 <= 1 },
    TrainingOption(
      "discriminator_updates", \.discriminatorUpdates,
      help: "Updates of the discriminator for each of the generator", range: "a number in 1...16",
      introducedIn: 2
    ) { (1...16).contains($0) },
    TrainingOption(
      "learning_rate_decay_start", \.learningRateDecayStart,
      help: "Epochs after which the learning rates decay", range: "a number in 0...100000",
      introducedIn: 2
    ) { (0...100_000).contains($0) },
    TrainingOption(
      "learning_rate_half_life", \.learningRateHalfLife,
      help: "Epochs in which they halve then, 0 for never", range: "a number in 0...100000",
      introducedIn: 2
    ) { (0...100_000).contains($0) },
    TrainingOption(
      "average_half_life", \.averageHalfLife,
      help: "Images after which an update counts half in the averaged generator, 0 for none",
      range: "a number in 0...1000000000", introducedIn: 2
    ) { (0...1_000_000_000).contains($0) },
    TrainingOption(
      "loss", \.loss, help: "What the networks minimise",
      range: "non_saturating, relativistic or least_squares", introducedIn: 2
    ) { _ in true },
    TrainingOption(
      "label_smoothing", \.labelSmoothing,
      help: "How far the label of real images is from certainty",
      range: "at least 0 and below 0.5", introducedIn: 2
    ) { $0 >= 0 && $0 < 0.5 },
    TrainingOption(
      "r1", \.r1, help: "Weight of the penalty on the discriminator's slope at real images",
      range: "at least 0 and at most 1000000", introducedIn: 2
    ) { $0 >= 0 && $0 <= 1e6 },
    TrainingOption(
      "r2", \.r2, help: "Weight of the same at generated images",
      range: "at least 0 and at most 1000000", introducedIn: 2
    ) { $0 >= 0 && $0 <= 1e6 },
    TrainingOption(
      "penalty_interval", \.penaltyInterval,
      help: "Every nth update of the discriminator has the penalties, n times as heavy",
      range: "a number in 1...1000", introducedIn: 2
    ) { (1...1000).contains($0) },
    TrainingOption(
      "seed", \.seed, help: "Key of every random draw", range: "a number in 0...\(UInt64.max)"
    ) { _ in true },
    TrainingOption(
      "precision", \.precision, help: "Arithmetic", range: "fp32 or bf16"
    ) { _ in true },
    TrainingOption(
      "keep_every", \.keepEvery, help: "Archive the epochs that this divides, as it must --epochs",
      range: "a number in 1...1000000"
    ) { (1...1_000_000).contains($0) },
  ]
}

extension TrainingOptions {
  /// Whether the generator's weights are averaged.
  public var averagesGenerator: Bool { averageHalfLife > 0 }

  /// Real images that the discriminator judges in a step, and as many generated ones.
  public var judgedImages: Int { batchSize / 2 * discriminatorUpdates }

  /// What Adam's step sizes are multiplied by in an epoch, counted from 1.
  ///
  ///     2 ^ (-max(0, epoch - learningRateDecayStart) / learningRateHalfLife)
  ///
  /// It depends on the epoch alone, not on how many there are to be, so that a run can be continued.
  public func learningRateFactor(epoch: Int) -> Double {
    let late = epoch - learningRateDecayStart
    guard learningRateHalfLife > 0, late > 0 else { return 1 }
    return exp2(-Double(late) / Double(learningRateHalfLife))
  }

  /// What a run's file means that names no option.
  public static var whenMissing: TrainingOptions {
    TrainingOption.all.reduce(into: TrainingOptions()) { $1.setMeaningWhenMissing(&$0) }
  }

  /// The options in the order of the recipe, as text.
  public var fields: [(key: String, value: String)] {
    TrainingOption.all.map { ($0.key, $0.text(self)) }
  }

  /// What differs from the options of a run, one `key: there, here` an element.
  public func differences(from run: TrainingOptions) -> [String] {
    Experiment.differences(fields, from: run.fields)
  }

  /// Whether every value is in its range.
  public var isValid: Bool { TrainingOption.all.allSatisfy { $0.isInRange(self) } }

  /// Checks every range, and that the arithmetic can hold every value.
  ///
  /// - Throws: `OptionError.outOfRange` or `.notHeld` for the first value that cannot be used.
  public func validate() throws(OptionError) {
    for option in TrainingOption.all {
      guard option.isInRange(self) else {
        throw .outOfRange(key: option.key, value: option.text(self), range: option.range)
      }
      if let nearest = option.nearestHeld(self) {
        throw .notHeld(key: option.key, value: option.text(self), nearest: nearest)
      }
    }
  }
}

/// What differs between fields of the same keys, one `key: there, here` an element.
func differences(
  _ here: [(key: String, value: String)], from run: [(key: String, value: String)]
) -> [String] {
  zip(here, run).filter { $0.0.value != $0.1.value }.map { here, there in
    "\(here.key): \(there.value) in the run, \(here.value) here"
  }
}
