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
  /// That epoch shows that training has collapsed; told once for each cause.
  case collapse(Collapse)
}

/// What a collapse leads to.
public enum CollapseResponse: String, CaseIterable, Sendable {
  /// It is told, and training goes on.
  case warn
  /// Training ends once the epoch is durable.
  case stop
}

/// How a call of `train` ended.
public enum TrainingOutcome: Equatable {
  case finished
  /// Stopped when asked, with the state saved.
  case stopped(epoch: Int, step: Int)
  /// Stopped as it should in that case, after a durable epoch.
  case collapsed(Collapse)
}

/// Trains one run to a number of epochs, from whatever its folder holds.
public final class Trainer {
  /// The run; it holds the folder's lock.
  public let run: TrainingRun
  private let store: StoreReader
  private var steps: RunSteps
  private var notices: [RunNotice]
  private var toldCollapses: Set<Collapse.Cause> = []

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
    self.store = store
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
    onCollapse response: CollapseResponse = .warn, shouldStop: () -> Bool,
    observe: (TrainingEvent) throws -> Void
  ) throws -> TrainingOutcome {
    for notice in notices { try observe(.notice(notice)) }
    notices = []
    if run.isFinished { return .finished }
    let samples = try FixedSamples(of: steps.model, store: store)
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
      let seconds = (clock.now - start) / .seconds(1)
      let (record, collapses) = try run.commitEpoch(
        steps.model.runTensors, samples: samples.statistics(of: steps.model),
        trainingDeviation: samples.trainingDeviation, steps: left.count, seconds: seconds)
      try observe(.epoch(record))
      if response == .stop, let collapse = collapses.first { return .collapsed(collapse) }
      for collapse in collapses where toldCollapses.insert(collapse.cause).inserted {
        try observe(.collapse(collapse))
      }
    }
    return .finished
  }
}
