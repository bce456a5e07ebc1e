import Experiment
import Runs
import TensorStore

/// What a repair tells whoever watches.
public enum RepairEvent {
  /// A step was made; `stepsDone` since the start of the run.
  case step(epoch: Int, stepsDone: Int)
  /// These epochs are whole again.
  case restored([Int])
}

/// Computes the damaged epochs of a run again, from its start.
public final class Repairer {
  /// The run; it holds the folder's lock.
  public let repair: RunRepair
  private var steps: RunSteps

  /// Looks for the damaged epochs, and changes nothing.
  ///
  /// - Throws: As `RunRepair.init`; `KernelError`.
  public init(
    folder: RunFolder, store: StoreReader, options: TrainingOptions, threads: Int,
    toolVersion: String
  ) throws {
    let model = try AdversarialModel(options, threads: threads)
    repair = try RunRepair(
      folder: folder, store: store, options: options, instructionSet: model.engine.kernels.name,
      toolVersion: toolVersion)
    steps = RunSteps(of: model, store: store)
  }

  /// Computes until nothing is damaged, or until `shouldStop` says so.
  ///
  /// - Returns: Whether nothing is damaged any more.
  /// - Throws: `TrainingError.diverged`; what `RunRepair.finishEpoch` throws.
  public func run(
    shouldStop: () -> Bool, observe: (RepairEvent) throws -> Void
  ) throws -> Bool {
    while !repair.damagedEpochs.isEmpty {
      let epoch = repair.position.epoch + 1
      let isDone = try steps.make(
        0..<repair.stepsPerEpoch, of: epoch, lastGood: nil, shouldStop: shouldStop
      ) { step, count in
        repair.addStep(step)
        try observe(.step(epoch: epoch, stepsDone: count))
      }
      guard isDone else { return false }
      let restored = try repair.finishEpoch(steps.model.runTensors)
      if !restored.isEmpty { try observe(.restored(restored)) }
    }
    return true
  }
}
