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
  /// - Returns: What the run counts of it.
  /// - Throws: `TrainingError.diverged`; `FileError` when the store cannot be read.
  func make(epoch: Int, step: Int, lastGood: String?) throws -> StepMeasurement {
    let statistics = model.step(try sampler.inputs(epoch: epoch, step: step, store: store))
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
