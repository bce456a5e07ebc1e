import Judging
import NeuralNetwork
import TensorStore
import TestSupport

/// A temporary store of images that are easy to tell apart: a bright square whose place is the class.
final class SmallStore {
  let store: StoreReader
  private let temporary: TemporaryFolder

  static let recipe = JudgeRecipe(
    epochs: 4, batchSize: 20, learningRate: 1e-3, dropout: 0.4, shift: 1, seed: 3)

  init(classes: Int = 3, hasTestLabels: Bool = true, labelStep: Int = 1, salt: UInt32 = 1) throws {
    temporary = try TemporaryFolder()
    var numbers = SeededNumbers(seed: salt)
    func images(_ count: Int, areLabelled: Bool) -> LabelledImages {
      var pixels = [UInt8](repeating: 0, count: count * 784)
      for index in 0..<count * 784 { pixels[index] = UInt8(numbers.next() % 64) }
      for image in 0..<count {
        let place = image % classes
        for row in 0..<8 {
          for column in 0..<8 {
            pixels[image * 784 + (row + 9 * (place / 3)) * 28 + column + 9 * (place % 3)] = 240
          }
        }
      }
      return LabelledImages(
        images: pixels,
        labels: areLabelled ? (0..<count).map { UInt8($0 % classes * labelStep) } : [])
    }
    try writeStore(
      at: temporary.file("store"), train: images(90, areLabelled: true),
      test: images(41, areLabelled: hasTestLabels), metadata: [:])
    store = try StoreReader(path: temporary.file("store"))
  }

  func file(_ name: String) -> String { temporary.file(name) }

  func judge(threads: Int = 2, recipe: JudgeRecipe = recipe) throws -> TrainedJudge {
    try JudgeTrainer(store: store, recipe: recipe, engine: try Engine(threads: threads))
      .train(toolVersion: "test") { _ in }
  }
}
