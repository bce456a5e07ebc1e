import Judging
import NeuralNetwork
import TestSupport
import Testing

@Suite struct JudgeTrainerTests {
  @Test(arguments: [2, 3, 9]) func itLearnsToTellClassesApart(classes: Int) throws {
    let recipe = JudgeRecipe(
      epochs: 12, batchSize: 16, learningRate: 1e-3, dropout: 0.4, shift: 0, seed: 1)
    let judge = try SmallStore(classes: classes).judge(recipe: recipe)
    #expect(judge.facts.classes == classes && judge.facts.testAccuracy == 1)
    // 41 test images, by turns of each class.
    let expected = (0..<classes).map { label in
      (0..<classes).map { $0 == label ? (0..<41).count { $0 % classes == label } : 0 }
    }
    #expect(judge.confusion == expected)
  }

  @Test func classesWithoutImagesMayLieBetween() throws {
    let recipe = JudgeRecipe(
      epochs: 12, batchSize: 16, learningRate: 1e-3, dropout: 0.4, shift: 0, seed: 1)
    let judge = try SmallStore(classes: 2, labelStep: 255).judge(recipe: recipe)
    #expect(judge.facts.classes == 256 && judge.facts.testAccuracy == 1)
    #expect(judge.confusion[0][0] == 21 && judge.confusion[255][255] == 20)
  }

  @Test func threadsDoNotChangeABit() throws {
    let store = try SmallStore()
    let judges = try (1...3).map { try store.judge(threads: $0) }
    #expect(judges[0] == judges[1] && judges[1] == judges[2])
  }

  @Test func seedAndRecipeChangeTheJudge() throws {
    let store = try SmallStore()
    let recipe = SmallStore.recipe
    let other = JudgeRecipe(
      epochs: recipe.epochs, batchSize: recipe.batchSize, learningRate: recipe.learningRate,
      dropout: recipe.dropout, shift: recipe.shift, seed: recipe.seed + 1)
    #expect(try store.judge().tensors != store.judge(recipe: other).tensors)
  }

  @Test func everyStepIsTold() throws {
    let store = try SmallStore()
    let trainer = try JudgeTrainer(
      store: store.store, recipe: SmallStore.recipe, engine: try Engine(threads: 1))
    var told: [Int] = []
    _ = try trainer.train(toolVersion: "test") { told.append($0) }
    // Four epochs of five steps, the last one of ten images.
    #expect(trainer.steps == 20 && told == Array(1...20))
  }

  @Test func anErrorOfTheProgressGivesUp() throws {
    struct Stop: Error {}
    let trainer = try JudgeTrainer(
      store: try SmallStore().store, recipe: SmallStore.recipe, engine: try Engine(threads: 1))
    #expect(throws: Stop.self) {
      _ = try trainer.train(toolVersion: "test") { if $0 == 3 { throw Stop() } }
    }
  }

  @Test func whatCannotBeLearntIsRefused() throws {
    #expect(throws: JudgeError.noLabels(split: "test")) {
      _ = try SmallStore(hasTestLabels: false).judge()
    }
    #expect(throws: JudgeError.oneClass) { _ = try SmallStore(classes: 1).judge() }
  }
}
