import ArgumentParser
import Recipes

/// The recipe's keys as flags.
struct RecipeOverrides: ParsableArguments {
  @Option(help: "Whole epochs to train in all. (default: 100)")
  var epochs: Int?
  @Option(help: "Images of a discriminator batch, half of them real; even. (default: 256)")
  var batchSize: Int?
  @Option(help: "Size of a latent vector. (default: 100)")
  var latentDim: Int?
  @Option(help: "Adam's step size, both networks. (default: 0.0002)")
  var learningRate: Double?
  @Option(help: "Adam's decay of the first moment. (default: 0.5)")
  var beta1: Double?
  @Option(help: "Share of the discriminator's activations dropped. (default: 0.4)")
  var dropout: Double?
  @Option(help: "Key of every random draw. (default: 1)")
  var seed: UInt64?
  @Option(help: "Arithmetic: fp32 or bf16. (default: fp32)")
  var precision: Precision?
  @Option(help: "Archive the epochs that this divides; it must divide --epochs. (default: 1)")
  var keepEvery: Int?

  /// Sets what was given.
  func apply(to recipe: inout Recipe) {
    if let epochs { recipe.epochs = epochs }
    if let batchSize { recipe.options.batchSize = batchSize }
    if let latentDim { recipe.options.latentDim = latentDim }
    if let learningRate { recipe.options.learningRate = learningRate }
    if let beta1 { recipe.options.beta1 = beta1 }
    if let dropout { recipe.options.dropout = dropout }
    if let seed { recipe.options.seed = seed }
    if let precision { recipe.options.precision = precision }
    if let keepEvery { recipe.options.keepEvery = keepEvery }
  }
}

extension Precision: ExpressibleByArgument {}
