import CheckpointArchive
import Experiment
import NeuralNetwork
import Runs
import TensorStore

/// The steps of a run: what is drawn for each, and what its networks make of it.
struct RunSteps {
  let model: AdversarialModel
  /// Steps made since this value was.
  private(set) var count = 0
  private let sampler: StepSampler
  private let store: StoreReader

  /// The steps of `model` on the training images of `store`.
  init(of model: AdversarialModel, store: StoreReader) {
    self.model = model
    self.store = store
    sampler = StepSampler(model.options, engine: model.engine)
  }

  /// Makes the rest of the steps of an epoch, or stops when `shouldStop` says so.
  ///
  /// - Parameters:
  ///   - steps: The steps that are left of the epoch, counted from 0.
  ///   - epoch: Counted from 1.
  ///   - lastGood: For the message: the last checkpoint there is.
  ///   - shouldStop: Asked again and again, always on this thread; a step that has begun is then given
  ///     up, and nothing of it is left.
  ///   - made: Gets what the run counts of each step.
  /// - Returns: Whether all were made.
  /// - Throws: `TrainingError.diverged`; `FileError` when the store cannot be read; what `made`
  ///   throws.
  mutating func make(
    _ steps: Range<Int>, of epoch: Int, lastGood: String?, shouldStop: () -> Bool,
    made: (_ step: StepMeasurement, _ count: Int) throws -> Void
  ) throws -> Bool {
    for step in steps {
      guard let statistics = try statistics(ofStep: step, of: epoch, shouldStop: shouldStop)
      else { return false }
      guard statistics.isFinite else {
        throw TrainingError.diverged(epoch: epoch, step: step + 1, lastGood: lastGood)
      }
      count += 1
      let measurement = StepMeasurement(
        discriminatorLoss: statistics.discriminatorLoss, generatorLoss: statistics.generatorLoss,
        realCorrect: statistics.realCorrect, fakeCorrect: statistics.fakeCorrect,
        gradientNorms: GradientNorms(
          generator: statistics.generatorGradientNorm,
          discriminator: statistics.discriminatorGradientNorm))
      try made(measurement, count)
    }
    return true
  }

  /// Makes a step; nil when it was given up.
  private func statistics(
    ofStep step: Int, of epoch: Int, shouldStop: () -> Bool
  ) throws -> StepStatistics? {
    struct GivenUp: Error {}
    do {
      return try model.step(try sampler.inputs(epoch: epoch, step: step, store: store)) {
        if shouldStop() { throw GivenUp() }
      }
    } catch is GivenUp {
      return nil
    }
  }
}

extension AdversarialModel {
  /// Continues from what a run kept.
  ///
  /// - Throws: `ModelFileError` when a tensor is missing or has another shape.
  func restore(_ state: TrainingState) throws {
    // Before the tensors take memory.
    let expected = stateShapes
    for (name, shape) in expected {
      guard let found = state.shapes[name] else { throw ModelFileError.missing(name) }
      guard found == shape else {
        throw ModelFileError.shape(name, expected: shape, found: found)
      }
    }
    try restore(
      stateTensors: state.tensors { expected[$0] != nil }, generatorUpdates: state.generatorUpdates,
      discriminatorUpdates: state.discriminatorUpdates)
  }

  /// What a run keeps.
  var runTensors: RunTensors {
    var networks: [EpochImage.Network] = [
      (NetworkName.generator, generatorTensors),
      (NetworkName.discriminator, discriminatorTensors),
    ]
    if let average = averagedGeneratorTensors {
      networks.append((NetworkName.averagedGenerator, average))
    }
    return RunTensors(
      networks: networks,
      state: stateTensors, generatorUpdates: generatorUpdates,
      discriminatorUpdates: discriminatorUpdates)
  }
}
