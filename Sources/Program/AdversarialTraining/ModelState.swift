import Networks
import NeuralNetwork
import Tensors

// What a model is, as tensors under the names that files have.

extension AdversarialModel {
  /// The parameters in Keras's layouts, in file order, copied one by one.
  public var generatorTensors: some Collection<NamedTensor> { generator.parameters.tensors }
  /// The parameters in Keras's layouts, in file order, copied one by one.
  public var discriminatorTensors: some Collection<NamedTensor> {
    discriminator.parameters.tensors
  }
  /// The generator's averaged parameters, likewise; nil when nothing is averaged.
  public var averagedGeneratorTensors: (some Collection<NamedTensor>)? {
    generatorAverage.map { generator.parameters.layout.tensors(in: $0.values) }
  }
  /// The gradients of the last step.
  public var generatorGradientTensors: [NamedTensor] {
    Array(generator.parameters.layout.tensors(in: generatorGradients.gradients))
  }
  /// The gradients of the last step.
  public var discriminatorGradientTensors: [NamedTensor] {
    Array(discriminator.parameters.layout.tensors(in: discriminatorGradients.gradients))
  }
  /// Adam updates made.
  public var generatorUpdates: Int { generatorAdam.updates }
  /// Adam updates made.
  public var discriminatorUpdates: Int { discriminatorAdam.updates }

  /// Replaces the parameters.
  ///
  /// - Throws: `ModelFileError` when a tensor is missing or has another shape.
  public func setParameters(
    generator generatorTensors: [NamedTensor], discriminator discriminatorTensors: [NamedTensor]
  ) throws {
    try generator.parameters.load(generatorTensors)
    try discriminator.parameters.load(discriminatorTensors)
  }

  private typealias StatePart = (layout: ParameterLayout, buffer: FloatBuffer, prefix: String)

  /// Each part of the state, with the prefix of its tensors' names.
  private var stateParts: [StatePart] {
    func parts(_ parameters: Parameters, _ adam: Adam, _ prefix: String) -> [StatePart] {
      [
        (parameters.layout, parameters.values, prefix),
        (parameters.layout, adam.firstMoments, "m." + prefix),
        (parameters.layout, adam.secondMoments, "v." + prefix),
      ]
    }
    var all =
      parts(generator.parameters, generatorAdam, "generator.")
      + parts(discriminator.parameters, discriminatorAdam, "discriminator.")
    if let generatorAverage {
      all.append((generator.parameters.layout, generatorAverage.values, "averaged_generator."))
    }
    return all
  }

  /// Parameters and Adam moments of both networks, and the generator's average, copied one by one.
  public var stateTensors: some Collection<NamedTensor> {
    let parts = stateParts
    // Tensor by tensor: joining lazy collections of all parts would walk them again for each index.
    let entries = parts.flatMap { part in part.layout.entries.map { (part, $0) } }
    return entries.lazy.map { part, entry in
      part.layout.tensor(entry, in: part.buffer, prefix: part.prefix)
    }
  }

  /// The shapes of `stateTensors`, by name.
  var stateShapes: [String: [Int]] {
    let all = stateParts.flatMap { part in
      part.layout.entries.map { (part.prefix + $0.name, $0.shape) }
    }
    return Dictionary(all, uniquingKeysWith: { $1 })
  }

  /// Continues from `stateTensors` and the update counts of then.
  ///
  /// - Throws: `ModelFileError` when a tensor is missing or has another shape.
  public func restore(
    stateTensors: [NamedTensor], generatorUpdates: Int, discriminatorUpdates: Int
  ) throws {
    for part in stateParts {
      try part.layout.load(stateTensors, into: part.buffer, prefix: part.prefix)
    }
    generatorAdam.updates = generatorUpdates
    discriminatorAdam.updates = discriminatorUpdates
  }
}
