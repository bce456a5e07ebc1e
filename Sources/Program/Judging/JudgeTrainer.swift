import Experiment
import Networks
import NeuralNetwork
import TensorStore

/// Trains a judge on the training images of a store, and tests it on the test images.
public struct JudgeTrainer {
  /// Test images that an evaluation takes: one more than the neighbours that it looks for.
  static let fewestTestImages = 6

  /// Steps of the whole training.
  public var steps: Int { recipe.epochs * stepsPerEpoch }
  /// Images of a step.
  public var batchSize: Int { recipe.batchSize }
  private let store: StoreReader
  private let trainLabels, testLabels: [UInt8]
  private let recipe: JudgeRecipe
  private let engine: Engine
  private let judge: Judge

  /// A judge with the recipe's first weights.
  ///
  /// - Parameters:
  ///   - store: Images with labels in both splits.
  ///   - recipe: Fixes the weights, together with the data and the kernels.
  ///   - engine: Of kernels for floats; no result depends on its threads.
  /// - Throws: `JudgeError.noLabels`, `.oneClass`; `StoreError.damaged`, `FileError`.
  public init(store: StoreReader, recipe: JudgeRecipe = .standard, engine: Engine) throws {
    try store.verifyPayload()
    trainLabels = try store.trainLabels()
    testLabels = try store.testLabels()
    if trainLabels.isEmpty { throw JudgeError.noLabels(split: "training") }
    if testLabels.isEmpty { throw JudgeError.noLabels(split: "test") }
    guard Set(trainLabels).count > 1 else { throw JudgeError.oneClass }
    guard testLabels.count >= Self.fewestTestImages else {
      throw JudgeError.tooFewTestImages(found: testLabels.count)
    }
    self.store = store
    self.recipe = recipe
    self.engine = engine
    let highest = Set(trainLabels).union(testLabels).max() ?? 0
    judge = Judge(classes: Int(highest) + 1, engine: engine)
  }

  private var stepsPerEpoch: Int {
    (trainLabels.count + recipe.batchSize - 1) / recipe.batchSize
  }

  /// Trains from the first step to the last, and tests.
  ///
  /// - Parameters:
  ///   - toolVersion: For the file.
  ///   - progress: Gets the number of steps done, on this thread; by an error it gives up.
  /// - Returns: The judge and what it knows of the test images.
  /// - Throws: `JudgeError.diverged`; `StoreError.changed`, `FileError`; what `progress` throws.
  public func train(
    toolVersion: String, progress: (_ done: Int) throws -> Void
  ) throws -> TrainedJudge {
    let random = RandomStream(seed: recipe.seed, kernels: engine.kernels)
    judge.parameters.initializeGlorot(random, part: 2)
    let gradients = JudgeGradients(of: judge, dropout: Float(recipe.dropout))
    let adam = Adam(parameterCount: judge.parameters.layout.count)
    for epoch in 1...recipe.epochs {
      let order = random.selection(
        .judgeImages, epoch: epoch, step: 0, count: trainLabels.count, of: trainLabels.count)
      for step in 0..<stepsPerEpoch {
        let indices = Array(
          order[step * recipe.batchSize..<min((step + 1) * recipe.batchSize, order.count)])
        judge.prepare()
        let images = shifted(
          try store.pixels(indices, of: store.trainImages),
          words: random.words(.judgeShifts, epoch: epoch, step: step, count: indices.count),
          reach: recipe.shift)
        let loss = gradients.compute(
          images: images,
          labels: indices.map { trainLabels[$0] }, random: random, epoch: epoch, step: step)
        let rate = recipe.learningRate * (1 - Double(adam.updates) / Double(steps))
        let isFinite = adam.update(
          judge.parameters, gradients: gradients.gradients, rate: Float(rate), engine: engine)
        guard isFinite, loss.isFinite else { throw JudgeError.diverged }
        try progress(adam.updates)
      }
    }
    return try tested(toolVersion: toolVersion)
  }

  /// Images in memory at once: whole shards.
  private static let pieceCount = 1024

  private func tested(toolVersion: String) throws -> TrainedJudge {
    let model = JudgeModel(judge)
    let classes = judge.classes
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    for first in stride(from: 0, to: testLabels.count, by: Self.pieceCount) {
      let piece = first..<min(first + Self.pieceCount, testLabels.count)
      let logits = model.opinions(
        images: try store.pixels(Array(piece), of: store.testImages), count: piece.count
      ).logits
      for (index, image) in piece.enumerated() {
        let own = logits[index * classes..<(index + 1) * classes]
        let most = own.indices.reduce(own.startIndex) { own[$1] > own[$0] ? $1 : $0 }
        confusion[Int(testLabels[image])][most - own.startIndex] += 1
      }
    }
    let correct = (0..<classes).reduce(0) { $0 + confusion[$1][$1] }
    return TrainedJudge(
      facts: TrainedJudge.Facts(
        formatVersion: judgeFormatVersion, toolVersion: toolVersion,
        dataSha256: store.contentDigest.hex, classes: classes, recipe: recipe,
        instructionSet: engine.kernels.name, arithmeticRevision: arithmeticRevision,
        testAccuracy: Double(correct) / Double(testLabels.count)),
      confusion: confusion, tensors: Array(judge.parameters.tensors))
  }
}
