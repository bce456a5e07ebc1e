import AdversarialTraining
import Experiment
import Foundation
import NeuralNetwork
import TestSupport
import Testing

@testable import ReferenceNetwork

/// The objectives and penalties in a step on the kernels.
@Suite struct ObjectiveStepTests {
  /// A golden case, on the given kernels, after its one step.
  private func step(
    _ golden: GoldenObjectives.Case, batch: Int, kernels: String, threads: Int = 2
  ) throws -> (model: AdversarialModel, inputs: StepInputs, statistics: StepStatistics) {
    let inputs = GoldenInputs(batch: batch, latentDimension: 100, dropout: .published)
    var options = options(latentDim: 100, batchSize: batch, dropout: 0.4)
    options.loss = golden.loss
    options.labelSmoothing = golden.labelSmoothing
    options.r1 = golden.r1
    options.r2 = golden.r2
    let model = AdversarialModel(
      options, engine: Engine(kernels: try Kernels(named: kernels), threads: threads))
    try model.restore(inputs.training)
    var given = StepInputs(inputs.inputs(step: 0))
    given.discriminatorDropout = .golden(salt: 0, rate: 0.4)
    given.generatorDropout = .golden(salt: 5, rate: 0.4)
    return (model, given, model.step(given))
  }

  static let cases = [
    "smoothed", "relativistic", "relativistic_smoothed", "least_squares", "r1", "r2",
    "relativistic_r1_r2",
  ]

  @Test(arguments: runnableFloat32Kernels, cases)
  func stepMatchesTheGolden(kernels: String, name: String) throws {
    let all = try GoldenObjectives.load()
    let golden = try #require(all.cases[name])
    let (model, _, statistics) = try step(golden, batch: all.batch, kernels: kernels)
    let tolerance = FastStepTests.valueTolerance
    expectClose(statistics.discriminatorLoss, golden.dLoss, tolerance, "D loss")
    expectClose(statistics.generatorLoss, golden.gLoss, tolerance, "G loss")
    for (tensors, digests) in [
      (model.discriminatorGradientTensors, golden.dGradients),
      (model.generatorGradientTensors, golden.gGradients),
    ] {
      #expect(Set(tensors.map(\.name)) == Set(digests.keys))
      for tensor in tensors {
        guard let digest = digests[tensor.name] else { continue }
        expectDigest(
          tensor.values, digest, FastGoldenTests.gradientTolerance * digest.norm,
          "gradient of \(tensor.name), \(name), \(kernels)")
      }
    }
  }
}
