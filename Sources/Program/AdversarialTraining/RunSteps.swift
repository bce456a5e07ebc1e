import CheckpointArchive
import Experiment
import Runs
import TensorStore

// What connects the networks in training with the files of a run.
extension AdversarialModel {
  /// Makes a step of a run.
  ///
  /// - Parameters:
  ///   - epoch: Counted from 1.
  ///   - step: Of the epoch, from 0.
  ///   - store: The training images.
  ///   - lastGood: For the message: the last checkpoint there is.
  /// - Returns: What the run counts of it.
  /// - Throws: `TrainingError.diverged`; `FileError` when the store cannot be read.
  func trainStep(
    epoch: Int, step: Int, of store: StoreReader, lastGood: String?
  ) throws -> StepMeasurement {
    let indices = drawRealIndices(epoch: epoch, step: step, imageCount: store.trainImages.count)
    let real = try store.pixels(indices, of: store.trainImages)
    let statistics = self.step(inputs(epoch: epoch, step: step, realImages: real))
    guard statistics.isFinite else {
      throw TrainingError.diverged(epoch: epoch, step: step + 1, lastGood: lastGood)
    }
    return StepMeasurement(
      discriminatorLoss: statistics.discriminatorLoss, generatorLoss: statistics.generatorLoss,
      realCorrect: statistics.realCorrect, fakeCorrect: statistics.fakeCorrect)
  }

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

extension ModelConfiguration {
  /// What a run's options fix.
  init(_ options: TrainingOptions) {
    self.init(
      latentDimension: options.latentDim, batchSize: options.batchSize,
      learningRate: Float(options.learningRate), beta1: Float(options.beta1),
      dropout: Float(options.dropout), seed: options.seed, precision: options.precision)
  }
}
