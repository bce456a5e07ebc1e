import AdversarialTraining
import Networks
import NeuralNetwork
import ReferenceNetwork
import Tensors
import TestSupport
import Testing

/// The step on the kernels equals the reference's step.
///
/// Every step starts from the reference's parameters and Adam moments, because trajectories part:
/// Adam divides by sqrt(v) + 1e-7, so a gradient element that is nothing but rounding noise still
/// moves its parameter by up to the rate, 2e-4, in a direction that the order of summation decides.
@Suite struct FastStepTests {
  /// Losses, images and logits: float32 against float64.
  static let valueTolerance = 1e-5
  /// Gradients, relative to the norm of their tensor, besides the `KinkAllowance`; 2e-6 was seen.
  static let gradientTolerance = 1e-5
  /// Half a full Adam step; 5e-5 was seen, where the gradient is small.
  static let parameterTolerance = 1e-4
  /// Kinks that a batch may have in one update; 5 were seen, in float64, on any kernels.
  static let mostKinks = 8

  @Test(arguments: runnableFloat32Kernels, DropoutRate.allCases)
  func everyStepMatchesTheReference(kernels: String, dropout: DropoutRate) throws {
    let golden = GoldenInputs(batch: 8, latentDimension: 100, dropout: dropout)
    for threads in [1, 2] {
      let model = try AdversarialModel(golden: golden, threads: threads, kernels: kernels)
      #expect(model.engine.kernels.name == kernels)
      for (index, step) in Trajectory.of(dropout).steps.enumerated() {
        try expectStep(model, step, copies: 1, "\(kernels), \(threads) threads, step \(index)")
      }
    }
  }

  /// 66 images make shards that differ in length, 132 a tree with a last shard that has no partner, 264
  /// more shards than are in work at a time.
  ///
  /// They are copies of 6, each in a row, so that the mean losses and gradients are those of the 6
  /// alone.
  @Test(arguments: runnableFloat32Kernels, [1, 11, 22, 44])
  func severalAndUnevenShardsMatchTheReference(kernels: String, copies: Int) throws {
    var golden = GoldenInputs(batch: 6, latentDimension: 100, dropout: .published)
    let step = Trajectory.ofSix.steps[0]
    golden.batch *= copies
    let model = try AdversarialModel(golden: golden, threads: 2, kernels: kernels)
    try expectStep(model, step, copies: copies, "\(kernels), \(copies) copies")
  }

  @Test(arguments: runnableFloat32Kernels, [128, 256])
  func widerDiscriminatorsMatchTheReference(kernels: String, filters: Int) throws {
    let golden = GoldenInputs(
      batch: 2, latentDimension: 100, dropout: .none, filters: filters)
    let model = try AdversarialModel(golden: golden, threads: 2, kernels: kernels)
    let step = try #require(Trajectory.ofWider[filters]).steps[0]
    try expectStep(model, step, copies: 1, "\(kernels), \(filters) filters")
  }

  private func expectStep(
    _ model: AdversarialModel, _ step: Trajectory.Step, copies: Int, _ what: String
  ) throws {
    try model.restore(step.before)
    let statistics = model.step(StepInputs(step.inputs, copies: copies))
    let results = step.results
    let batch = results.generatorLogits.count * copies
    #expect(statistics.isFinite)
    expectClose(
      statistics.discriminatorLoss, results.discriminatorLoss, Self.valueTolerance,
      "D loss, \(what)")
    expectClose(
      statistics.generatorLoss, results.generatorLoss, Self.valueTolerance, "G loss, \(what)")
    func everyCopy(_ values: [Double]) -> [Double] {
      values.flatMap { [Double](repeating: $0, count: copies) }
    }
    expectClose(
      model.discriminatorLogits.values(batch), everyCopy(results.discriminatorLogits),
      Self.valueTolerance, "D logits, \(what)")
    expectClose(
      model.generatorLogits.values(batch), everyCopy(results.generatorLogits),
      Self.valueTolerance, "G logits, \(what)")
    let pixels = Networks.Generator.pixels
    for image in 0..<batch / 2 {
      let first = image / copies * pixels
      expectClose(
        Array(model.fakeImages.values(batch / 2 * pixels)[image * pixels..<(image + 1) * pixels]),
        Array(results.fakeImages[first..<first + pixels]), Self.valueTolerance,
        "image \(image), \(what)")
    }
    try expectUpdate(
      model.discriminatorGradientTensors, results.discriminatorGradients,
      #require(results.discriminatorKinks), "D, \(what)")
    try expectUpdate(
      model.generatorGradientTensors, results.generatorGradients, #require(results.generatorKinks),
      "G, \(what)")
    expectParameters(
      Array(model.discriminatorTensors), step.after.discriminator.layers, "D, \(what)")
    expectParameters(Array(model.generatorTensors), step.after.generator.layers, "G, \(what)")
    #expect(model.discriminatorUpdates == step.after.discriminatorAdam.updates)
    #expect(model.generatorUpdates == step.after.generatorAdam.updates)
  }

  private func expectUpdate(
    _ observed: [NamedTensor], _ expected: [Layer], _ kinks: KinkAllowance, _ what: String
  ) {
    #expect(kinks.count <= Self.mostKinks)
    #expect(observed.map(\.name) == expected.flatMap(\.arrays).map(\.name))
    let expected = zip(expected.flatMap(\.arrays), kinks.layers.flatMap(\.arrays))
    for (gradient, (reference, allowance)) in zip(observed, expected) {
      let name = "\(gradient.name) of \(what)"
      let scale = norm(reference.elements)
      let tolerance = Self.gradientTolerance * scale
      expectClose(
        norm(gradient.values), scale, tolerance + norm(allowance.elements),
        "norm of the gradient of \(name)")
      expectClose(
        gradient.values, reference.elements, tolerance, allowance: allowance.elements,
        "gradient of \(name)")
    }
  }

  private func expectParameters(_ observed: [NamedTensor], _ expected: [Layer], _ what: String) {
    for (parameter, reference) in zip(observed, expected.flatMap(\.arrays)) {
      expectClose(
        parameter.values, reference.elements, Self.parameterTolerance,
        "\(parameter.name) of \(what)")
    }
  }
}
