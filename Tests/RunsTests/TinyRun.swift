import CheckpointArchive
import DurableFiles
import Experiment
import Foundation
import Runs
import TensorStore
import Tensors

/// A temporary folder with a store of 6 images, and runs of 3 steps an epoch beside it, whose
/// networks are a few numbers that count the steps.
final class TinyRun {
  let path = NSTemporaryDirectory() + "runs-\(UUID().uuidString)"
  let store: StoreReader

  init() throws {
    try createFolder(at: path)
    let images = LabelledImages(
      images: (0..<6 * 784).map { UInt8(truncatingIfNeeded: $0) }, labels: [0, 1, 2, 3, 4, 5])
    try writeStore(at: path + "/store", train: images, test: images, metadata: [:])
    store = try StoreReader(path: path + "/store")
  }

  /// Puts a store with other images in the place of the store.
  func writeOtherStore() throws {
    let images = LabelledImages(
      images: [UInt8](repeating: 7, count: 6 * 784), labels: [0, 1, 2, 3, 4, 5])
    try writeStore(at: path + "/store", train: images, test: images, metadata: [:])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func folder(_ name: String = "run") -> RunFolder { RunFolder(path: "\(path)/\(name)") }

  func options(keepEvery: Int) -> TrainingOptions {
    var options = TrainingOptions()
    options.batchSize = 2
    options.latentDim = 1
    options.keepEvery = keepEvery
    return options
  }

  func open(
    epochs: Int, keepEvery: Int = 1, _ name: String = "run", overwrite: Bool = false
  ) throws -> TrainingRun {
    var recipe = Recipe()
    recipe.epochs = epochs
    recipe.options = options(keepEvery: keepEvery)
    return try TrainingRun(
      folder: folder(name), store: store, recipe: recipe, instructionSet: "portable",
      toolVersion: "test", overwrite: overwrite)
  }

  /// Goes on to the end, or for `steps` steps; what opening it told.
  @discardableResult func train(
    epochs: Int, keepEvery: Int = 1, _ name: String = "run", steps: Int = .max,
    overwrite: Bool = false
  ) throws -> [RunNotice] {
    let run = try open(epochs: epochs, keepEvery: keepEvery, name, overwrite: overwrite)
    var updates = 0
    let notices = try run.resume { updates = $0.generatorUpdates }
    for _ in 0..<steps {
      if run.isFinished { return notices }
      updates += 1
      run.addStep(Self.step)
      if run.position.step == run.stepsPerEpoch {
        try Self.commitEpoch(of: run, updates: updates)
      }
    }
    if !run.isFinished { try run.saveState(Self.tensors(updates)) }
    return notices
  }

  static let step = StepMeasurement(
    discriminatorLoss: 0.5, generatorLoss: 0.75, realCorrect: 1, fakeCorrect: 0,
    gradientNorms: GradientNorms(generator: 0.25, discriminator: 0.5))

  /// Commits the epoch whose steps were counted; `updates` since the start.
  static func commitEpoch(of run: TrainingRun, updates: Int) throws {
    _ = try run.commitEpoch(
      tensors(updates), samples: samples, trainingDeviation: 0.25, steps: run.stepsPerEpoch,
      seconds: 1)
  }

  static let samples = ImageStatistics(mean: 0.125, deviation: 0.25, saturatedPixels: 0.75)

  /// The networks after so many steps.
  static func tensors(_ updates: Int) -> RunTensors {
    func network(_ prefix: String) -> [NamedTensor] {
      [
        NamedTensor(
          name: prefix + "kernel", tensor: Tensor(shape: [2], elements: [Float(updates), 0.5])),
        NamedTensor(name: prefix + "bias", tensor: Tensor(shape: [1], elements: [1])),
      ]
    }
    return RunTensors(
      networks: [
        (NetworkName.generator, network("")), (NetworkName.discriminator, network("")),
      ],
      state: ["generator.", "m.generator.", "discriminator.", "m.discriminator."].flatMap(network),
      generatorUpdates: updates, discriminatorUpdates: updates)
  }

  func bytes(_ path: String) throws -> [UInt8] { try readFile(at: path, limit: 1 << 30) }

  /// Writes a file in place, without a promise of durability.
  func overwrite(_ path: String, _ bytes: [UInt8]) throws {
    let file = try UpdatableFile(path: path)
    try file.truncate(to: 0)
    try file.write(bytes[...], at: 0)
  }

  /// Everything in the folder of a run, by name.
  func contents(_ name: String = "run") throws -> [String: [UInt8]] {
    let names = try namesInFolder(folder(name).path)
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try bytes("\(folder(name).path)/\($0)")) })
  }
}
