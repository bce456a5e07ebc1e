import Experiment
import Testing

@testable import Recipes

@Suite struct RecipeTests {
  private func parse(_ yaml: String) throws(RecipeError) -> Recipe {
    try Recipe(yaml: yaml, path: "r.yaml")
  }

  @Test func defaultsAreTheReferenceExperiment() throws {
    let recipe = try parse("")
    #expect(recipe == Recipe())
    #expect(recipe.epochs == 100)
    #expect(recipe.options.batchSize == 256)
    #expect(recipe.options.latentDim == 100)
    #expect(recipe.options.learningRate == 2e-4)
    #expect(recipe.options.beta1 == 0.5)
    #expect(recipe.options.dropout == 0.4)
    #expect(recipe.options.seed == 1)
  }

  @Test func keysThatAreNotGivenAreThoseOfTheOtherRecipe() throws {
    var others = Recipe()
    others.epochs = 9
    others.options.seed = 9
    let recipe = try Recipe(yaml: "epochs: 3", path: "r.yaml", others: others)
    #expect(recipe.epochs == 3 && recipe.options.seed == 9)
  }

  @Test func yamlRoundTrips() throws {
    var recipe = Recipe()
    recipe.epochs = 7
    recipe.options.batchSize = 16
    recipe.options.latentDim = 10
    recipe.options.learningRate = 1.25e-5
    recipe.options.beta1 = 0.9
    recipe.options.dropout = 0
    recipe.options.seed = .max
    recipe.options.keepEvery = 3
    #expect(try parse(recipe.yaml) == recipe)
  }

  @Test func unknownKeyIsAnErrorThatNamesTheKnown() {
    #expect(throws: RecipeError.self) { try parse("epoch: 3") }
    do {
      _ = try parse("epoch: 3")
    } catch {
      #expect("\(error)".contains("'epoch'"))
      #expect("\(error)".contains("epochs, batch_size, latent_dim"))
      #expect(error.kind == .badData)
    }
  }

  @Test(arguments: [
    "epochs: 0", "epochs: 100001", "batch_size: 3", "batch_size: 0", "latent_dim: 0",
    "learning_rate: 0", "learning_rate: -1", "learning_rate: .nan", "learning_rate: nan",
    "beta1: 1", "dropout: 1", "dropout: -0.1", "keep_every: 0", "learning_rate: inf",
    "discriminator_filters: 32",
  ])
  func valuesOutOfRangeAreRefused(_ yaml: String) {
    #expect(throws: RecipeError.self) { try parse(yaml) }
  }

  @Test(arguments: [
    "epochs: many", "epochs: 1.5", "seed: -1", "precision: fp16", "epochs: [1]", "epochs: {a: 1}",
    "- 1", "just text", "epochs: 1\nepochs: 2", "epochs: 'unclosed", "? [a]\n: 1", "\u{0}",
    "<!DOCTYPE html><p class=\"x\">y: z</p>",
  ])
  func otherTextIsRefused(_ yaml: String) {
    #expect(throws: RecipeError.self) { try parse(yaml) }
  }

  @Test func aliasesAreNotExpandedWithoutEnd() {
    // Each list holds the one before ten times, and the last is a key.
    var yaml = "a0: &a0 [x, x]\n"
    for level in 1...9 {
      let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      yaml += "a\(level): &a\(level) [\(items)]\n"
    }
    #expect(throws: RecipeError.self) { try parse(yaml + "? *a9\n: 1\n") }
  }

  @Test func starsInCommentsAreNoAliases() throws {
    #expect(try parse("# *twice* the *usual*, 2 * 50\nepochs: 100\n") == Recipe())
  }
}
