import AdversarialTraining
import Experiment
import Networks
import NeuralNetwork
import ReferenceNetwork
import Tensors

/// The reference experiment's options but for these.
func options(
  latentDim: Int, batchSize: Int, dropout: Double = 0.4, seed: UInt64 = 1
) -> TrainingOptions {
  var options = TrainingOptions()
  options.latentDim = latentDim
  options.batchSize = batchSize
  options.dropout = dropout
  options.seed = seed
  return options
}

extension AdversarialModel {
  /// A model for the golden's batches.
  convenience init(golden: GoldenInputs, threads: Int, kernels: String) throws {
    var options = AdversarialTrainingTests.options(
      latentDim: golden.latentDimension, batchSize: golden.batch,
      dropout: golden.dropout.rawValue)
    options.discriminatorFilters = golden.filters
    self.init(
      options,
      engine: Engine(kernels: try Kernels(named: kernels), threads: threads))
  }

  /// The inputs that the counters of a step of the first epoch give.
  func inputs(step: Int, realImages: [Float]) -> StepInputs {
    StepSampler(options, engine: engine)
      .inputs(epoch: 1, step: step, realImages: realImages)
  }

  /// Continues from the reference's parameters and moments, rounded to float32.
  func restore(_ training: Training) throws {
    func tensors(_ layers: [Layer], _ adam: ReferenceNetwork.Adam, _ prefix: String)
      -> [NamedTensor]
    {
      layers.flatMap { $0.tensors(prefix: prefix) }
        + adam.firstMoments.flatMap { $0.tensors(prefix: "m." + prefix) }
        + adam.secondMoments.flatMap { $0.tensors(prefix: "v." + prefix) }
    }
    try restore(
      stateTensors: tensors(training.generator.layers, training.generatorAdam, "generator.")
        + tensors(training.discriminator.layers, training.discriminatorAdam, "discriminator."),
      generatorUpdates: training.generatorAdam.updates,
      discriminatorUpdates: training.discriminatorAdam.updates)
  }
}

extension StepInputs {
  /// The reference's inputs rounded to float32, each sample `copies` times in a row.
  init(_ inputs: TrainingInputs, copies: Int = 1) {
    let samples = inputs.realImages.count / Networks.Generator.pixels
    self.init(
      realImages: repeated(inputs.realImages, samples: samples, copies: copies),
      discriminatorLatents: repeated(
        inputs.discriminatorLatents, samples: samples, copies: copies),
      generatorLatents: repeated(inputs.generatorLatents, samples: 2 * samples, copies: copies),
      discriminatorDropout: DropoutSource(inputs.discriminatorMasks, copies: copies),
      generatorDropout: DropoutSource(inputs.generatorMasks, copies: copies))
  }
}

extension DropoutSource {
  fileprivate init(_ masks: ReferenceNetwork.Discriminator.Masks?, copies: Int) {
    guard let masks else {
      self = .off
      return
    }
    self = .explicit { layer, sample, element in
      let image = sample / copies
      return layer == 0
        ? masks.first[image * 14 * 14 * 64 + element] != 0
        : masks.second[image * 7 * 7 * 64 + element] != 0
    }
  }
}

/// Each of the samples `copies` times in a row, rounded to float32.
private func repeated(_ values: [Double], samples: Int, copies: Int) -> [Float] {
  let length = values.count / samples
  return (0..<samples * copies).flatMap { index in
    values[index / copies * length..<(index / copies + 1) * length].map { Float($0) }
  }
}

extension FloatBuffer {
  /// The first `count` elements.
  func values(_ count: Int) -> [Double] {
    UnsafeBufferPointer(start: start, count: count).map { Double($0) }
  }
}

extension NamedTensor {
  /// The elements in double precision.
  var values: [Double] { tensor.elements.map { Double($0) } }
}
