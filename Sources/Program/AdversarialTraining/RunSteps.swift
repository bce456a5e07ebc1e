import CheckpointArchive
import Experiment
import Runs
import TensorStore

/// The steps of a run: what is drawn for each, and what its networks make of it.
struct RunSteps {
  let model: AdversarialModel
  private let sampler: StepSampler
  private let store: StoreReader

  /// The steps of `model` on the training images of `store`.
  init(of model: AdversarialModel, store: StoreReader) {
    self.model = model
    self.store = store
    sampler = StepSampler(model.options, engine: model.engine)
  }

  /// Makes a step.
  ///
  /// - Parameters:
  ///   - epoch: Counted from 1.
  ///   - step: Of the epoch, from 0.
  ///   - lastGood: For the message: the last checkpoint there is.
  ///   - shouldStop: Asked again and again, always on this thread; the step is then given up.
  /// - Returns: What the run counts of it; nil when it was given up, and nothing has changed.
  /// - Throws: `TrainingError.diverged`; `FileError` when the store cannot be read.
  func make(
    epoch: Int, step: Int, lastGood: String?, shouldStop: () -> Bool
  ) throws -> StepMeasurement? {
    struct GivenUp: Error {}
    let statistics: StepStatistics
    do {
      statistics = try model.step(try sampler.inputs(epoch: epoch, step: step, store: store)) {
        if shouldStop() { throw GivenUp() }
      }
    } catch is GivenUp {
      return nil
    }
    guard statistics.isFinite else {
      throw TrainingError.diverged(epoch: epoch, step: step + 1, lastGood: lastGood)
    }
    return StepMeasurement(
      discriminatorLoss: statistics.discriminatorLoss, generatorLoss: statistics.generatorLoss,
      realCorrect: statistics.realCorrect, fakeCorrect: statistics.fakeCorrect)
  }
}

extension AdversarialModel {
  /// What a run keeps.
  var runTensors: RunTensors {
    RunTensors(
      networks: [
        (NetworkName.generator, generatorTensors),
        (NetworkName.discriminator, discriminatorTensors),
      ],
      state: stateTensors, generatorUpdates: generatorUpdates,
      discriminatorUpdates: discriminatorUpdates)
  }
}
