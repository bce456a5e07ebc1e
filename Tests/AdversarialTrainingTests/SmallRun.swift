import AdversarialTraining
import CheckpointArchive
import DurableFiles
import Experiment
import Foundation
import JSONLines
import Runs
import TensorStore
import TestSupport

/// A temporary folder with a store of 48 images, and runs of 3 steps an epoch beside it.
final class SmallRun {
  let store: StoreReader
  private let temporary: TemporaryFolder
  private let change: (inout TrainingOptions) -> Void
  var path: String { temporary.path }

  /// Runs with the options that `change` leaves.
  init(changing change: @escaping (inout TrainingOptions) -> Void = { _ in }) throws {
    self.change = change
    temporary = try TemporaryFolder()
    func images(_ count: Int, salt: Int) -> LabelledImages {
      LabelledImages(
        images: (0..<count * 784).map { UInt8(truncatingIfNeeded: ($0 * 31 + salt) * $0 >> 3) },
        labels: (0..<count).map { UInt8($0 % 10) })
    }
    try writeStore(
      at: temporary.file("store"), train: images(48, salt: 1), test: images(20, salt: 2),
      metadata: [:])
    store = try StoreReader(path: temporary.file("store"))
  }

  func folder(_ name: String = "run") -> RunFolder { RunFolder(path: "\(path)/\(name)") }

  func recipe(epochs: Int, keepEvery: Int = 1) -> Recipe {
    var recipe = Recipe()
    recipe.epochs = epochs
    recipe.options.batchSize = 16
    recipe.options.latentDim = 10
    recipe.options.keepEvery = keepEvery
    change(&recipe.options)
    return recipe
  }

  func trainer(
    _ recipe: Recipe, _ name: String = "run", threads: Int = 2, version: String = "test",
    overwrite: Bool = false
  ) throws -> Trainer {
    try Trainer(
      folder: folder(name), store: store, recipe: recipe, threads: threads, toolVersion: version,
      overwrite: overwrite)
  }

  /// Trains to the end, or until `steps` steps are made; the events besides the steps.
  @discardableResult func train(
    epochs: Int, keepEvery: Int = 1, _ name: String = "run", threads: Int = 2,
    stopAfter steps: Int = .max
  ) throws -> [TrainingEvent] {
    var events: [TrainingEvent] = []
    var done = 0
    _ = try trainer(recipe(epochs: epochs, keepEvery: keepEvery), name, threads: threads).train(
      shouldStop: { done >= steps },
      observe: { event in
        if case .step = event { done += 1 } else { events.append(event) }
      })
    return events
  }

  func bytes(_ path: String) throws -> Data {
    // Reading an empty file by Data leaks a page, which the address sanitizer reports.
    try FileHandle(forReadingFrom: URL(fileURLWithPath: path)).readToEnd() ?? Data()
  }

  func log(_ name: String = "run") throws -> [EpochRecord] {
    try RecordFile(path: folder(name).log).records
  }

  func checkpoint(epoch: Int, _ name: String = "run") throws -> Checkpoint {
    try ArchiveReader(path: folder(name).archive).checkpoint(epoch: epoch)
  }

  /// The log's lines without what a clock said.
  func timelessLog(_ name: String = "run") throws -> [String] {
    try log(name).map { record in
      try jsonLine(record).replacing(#/"(seconds|images_per_second)":[-+.e0-9]+,?/#, with: "")
    }
  }

  /// The files that must not depend on how often a run was interrupted.
  func results(_ name: String = "run") throws -> [Data] {
    let folder = folder(name)
    return try [folder.archive, folder.state, folder.recipe].map(bytes)
  }
}
