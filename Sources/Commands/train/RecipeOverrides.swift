import ArgumentParser
import Experiment

/// The recipe's keys as flags; what they say and take is the table's.
///
/// What follows a flag is its value, whatever it looks like, so that -1 is a number out of range.
struct RecipeOverrides: ParsableArguments {
  @Option(parsing: .unconditional, help: help("epochs")) var epochs: String?
  @Option(parsing: .unconditional, help: help("batch_size")) var batchSize: String?
  @Option(parsing: .unconditional, help: help("latent_dim")) var latentDim: String?
  @Option(parsing: .unconditional, help: help("learning_rate")) var learningRate: String?
  @Option(parsing: .unconditional, help: help("beta1")) var beta1: String?
  @Option(parsing: .unconditional, help: help("dropout")) var dropout: String?
  @Option(parsing: .unconditional, help: help("discriminator_filters"))
  var discriminatorFilters: String?
  @Option(parsing: .unconditional, help: help("discriminator_learning_rate"))
  var discriminatorLearningRate: String?
  @Option(parsing: .unconditional, help: help("discriminator_updates"))
  var discriminatorUpdates: String?
  @Option(parsing: .unconditional, help: help("learning_rate_decay_start"))
  var learningRateDecayStart: String?
  @Option(parsing: .unconditional, help: help("learning_rate_half_life"))
  var learningRateHalfLife: String?
  @Option(parsing: .unconditional, help: help("average_half_life")) var averageHalfLife: String?
  @Option(parsing: .unconditional, help: help("loss")) var loss: String?
  @Option(parsing: .unconditional, help: help("label_smoothing")) var labelSmoothing: String?
  @Option(parsing: .unconditional, help: help("r1")) var r1: String?
  @Option(parsing: .unconditional, help: help("r2")) var r2: String?
  @Option(parsing: .unconditional, help: help("penalty_interval")) var penaltyInterval: String?
  @Option(parsing: .unconditional, help: help("seed")) var seed: String?
  @Option(parsing: .unconditional, help: help("precision")) var precision: String?
  @Option(parsing: .unconditional, help: help("keep_every")) var keepEvery: String?

  private var given: [(key: String, value: String?)] {
    [
      ("epochs", epochs), ("batch_size", batchSize), ("latent_dim", latentDim),
      ("learning_rate", learningRate), ("beta1", beta1), ("dropout", dropout),
      ("discriminator_filters", discriminatorFilters),
      ("discriminator_learning_rate", discriminatorLearningRate),
      ("discriminator_updates", discriminatorUpdates),
      ("learning_rate_decay_start", learningRateDecayStart),
      ("learning_rate_half_life", learningRateHalfLife),
      ("average_half_life", averageHalfLife), ("loss", loss),
      ("label_smoothing", labelSmoothing), ("r1", r1), ("r2", r2),
      ("penalty_interval", penaltyInterval), ("seed", seed), ("precision", precision),
      ("keep_every", keepEvery),
    ]
  }

  /// Whether one of these keys was given.
  func give(anyOf keys: [String]) -> Bool {
    given.contains { $0.value != nil && keys.contains($0.key) }
  }

  /// Sets what was given.
  ///
  /// - Parameter recipe: Valid but for what the flags set.
  /// - Throws: `OptionError`, which names the flag.
  func apply(to recipe: inout Recipe) throws(OptionError) {
    do {
      for case (let key, let value?) in given { try recipe.set(key, to: value) }
      try recipe.validate()
    } catch {
      throw error.ofFlag
    }
  }
}

private func help(_ key: String) -> ArgumentHelp {
  ArgumentHelp(stringLiteral: Recipe.help(of: key))
}
