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
  private let steps: RunSteps

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
    var stepsDone = 0
    while !repair.damagedEpochs.isEmpty {
      let epoch = repair.position.epoch + 1
      while repair.position.step < repair.stepsPerEpoch {
        guard
          let measurement = try steps.make(
            epoch: epoch, step: repair.position.step, lastGood: nil, shouldStop: shouldStop)
        else { return false }
        repair.addStep(measurement)
        stepsDone += 1
        try observe(.step(epoch: epoch, stepsDone: stepsDone))
      }
      let restored = try repair.finishEpoch(steps.model.runTensors)
      if !restored.isEmpty { try observe(.restored(restored)) }
    }
    return true
  }
}
