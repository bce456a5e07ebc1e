import CheckpointArchive
import Experiment
import Runs
import TensorStore

/// What training tells whoever watches.
public enum TrainingEvent {
  /// What opening the run found.
  case notice(RunNotice)
  /// A step of this epoch was made; `stepsDone` since training began or continued.
  case step(epoch: Int, stepsDone: Int)
  /// An epoch is durable.
  case epoch(EpochRecord)
}

/// How a call of `train` ended.
public enum TrainingOutcome: Equatable {
  case finished
  /// Stopped when asked, with the state saved.
  case stopped(epoch: Int, step: Int)
}

/// Trains one run to a number of epochs, from whatever its folder holds.
public final class Trainer {
  /// The run; it holds the folder's lock.
  public let run: TrainingRun
  private var steps: RunSteps
  private var notices: [RunNotice]

  /// Opens or creates the run, and continues where it stands.
  ///
  /// - Throws: `RunError`, `FileError`, `ArchiveError`, `RecipeError`, `StoreError`,
  ///   `SafetensorsError`, `ModelFileError`, `KernelError`.
  public init(
    folder: RunFolder, store: StoreReader, recipe: Recipe, threads: Int, toolVersion: String,
    overwrite: Bool
  ) throws {
    let model = try AdversarialModel(recipe.options, threads: threads)
    run = try TrainingRun(
      folder: folder, store: store, recipe: recipe, instructionSet: model.engine.kernels.name,
      toolVersion: toolVersion, overwrite: overwrite)
    notices = try run.resume { try model.restore($0) }
    steps = RunSteps(of: model, store: store)
  }

  /// Makes every check that training makes before its first step, and changes nothing.
  ///
  /// - Throws: As `init`.
  public static func check(
    folder: RunFolder, store: StoreReader, recipe: Recipe, threads: Int, toolVersion: String,
    overwrite: Bool
  ) throws {
    let model = try AdversarialModel(recipe.options, threads: threads)
    try TrainingRun.check(
      folder: folder, store: store, recipe: recipe, instructionSet: model.engine.kernels.name,
      toolVersion: toolVersion, overwrite: overwrite, restore: { try model.restore($0) })
  }

  /// Trains until the recipe's epochs are done, or until `shouldStop` says so; a step that has begun is
  /// then given up.
  ///
  /// - Throws: `TrainingError.diverged`; what `TrainingRun.commitEpoch` throws.
  public func train(
    shouldStop: () -> Bool, observe: (TrainingEvent) throws -> Void
  ) throws -> TrainingOutcome {
    for notice in notices { try observe(.notice(notice)) }
    notices = []
    while !run.isFinished {
      let clock = ContinuousClock()
      let start = clock.now
      let (epoch, left) = (run.position.epoch + 1, run.position.step..<run.stepsPerEpoch)
      let isDone = try steps.make(
        left, of: epoch, lastGood: run.lastArchived?.name, shouldStop: shouldStop
      ) { step, count in
        run.addStep(step)
        try observe(.step(epoch: epoch, stepsDone: count))
      }
      guard isDone else {
        try run.saveState(steps.model.runTensors)
        return .stopped(epoch: run.position.epoch, step: run.position.step)
      }
      let record = try run.commitEpoch(
        steps.model.runTensors, steps: left.count, seconds: (clock.now - start) / .seconds(1))
      try observe(.epoch(record))
    }
    return .finished
  }
}
