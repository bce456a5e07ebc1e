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
  private let steps: RunSteps
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
    notices = try run.resume { state in
      try model.restore(
        stateTensors: state.tensors, generatorUpdates: state.generatorUpdates,
        discriminatorUpdates: state.discriminatorUpdates)
    }
    steps = RunSteps(of: model, store: store)
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
    var stepsDone = 0
    while !run.isFinished {
      let clock = ContinuousClock()
      let start = clock.now
      let firstStep = run.position.step
      while run.position.step < run.stepsPerEpoch {
        let position = run.position
        guard
          let measurement = try steps.make(
            epoch: position.epoch + 1, step: position.step, lastGood: run.lastArchived?.name,
            shouldStop: shouldStop)
        else {
          try run.saveState(steps.model.runTensors)
          return .stopped(epoch: position.epoch, step: position.step)
        }
        run.addStep(measurement)
        stepsDone += 1
        try observe(.step(epoch: run.position.epoch + 1, stepsDone: stepsDone))
      }
      let record = try run.commitEpoch(
        steps.model.runTensors, steps: run.stepsPerEpoch - firstStep,
        seconds: (clock.now - start) / .seconds(1))
      try observe(.epoch(record))
    }
    return .finished
  }
}
