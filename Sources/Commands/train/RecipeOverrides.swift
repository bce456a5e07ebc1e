import ArgumentParser
import Experiment

/// The recipe's keys as flags; what they say and take is the table's.
struct RecipeOverrides: ParsableArguments {
  @Option(help: help("epochs")) var epochs: String?
  @Option(help: help("batch_size")) var batchSize: String?
  @Option(help: help("latent_dim")) var latentDim: String?
  @Option(help: help("learning_rate")) var learningRate: String?
  @Option(help: help("beta1")) var beta1: String?
  @Option(help: help("dropout")) var dropout: String?
  @Option(help: help("seed")) var seed: String?
  @Option(help: help("precision")) var precision: String?
  @Option(help: help("keep_every")) var keepEvery: String?

  private var given: [(key: String, value: String?)] {
    [
      ("epochs", epochs), ("batch_size", batchSize), ("latent_dim", latentDim),
      ("learning_rate", learningRate), ("beta1", beta1), ("dropout", dropout), ("seed", seed),
      ("precision", precision), ("keep_every", keepEvery),
    ]
  }

  /// Sets what was given.
  ///
  /// - Throws: `OptionError.wrongType`.
  func apply(to recipe: inout Recipe) throws(OptionError) {
    for case (let key, let value?) in given { try recipe.set(key, to: value) }
  }
}

private func help(_ key: String) -> ArgumentHelp {
  ArgumentHelp(stringLiteral: Recipe.help(of: key))
}
