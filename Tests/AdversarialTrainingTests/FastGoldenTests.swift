import AdversarialTraining
import Networks
import NeuralNetwork
import TestSupport
import Testing

/// The kernels against PyTorch's numbers directly, as far as one trajectory follows another: see
/// `FastStepTests` for why and for the other steps.
@Suite struct FastGoldenTests {
  /// Relative to the norm; the golden does not tell kinks.
  static let gradientTolerance = 1e-4

  @Test(arguments: runnableFloat32Kernels, DropoutRate.allCases)
  func firstStepMatchesTheGolden(kernels: String, dropout: DropoutRate) throws {
    let golden = try Golden.load()
    let inputs = GoldenInputs(
      batch: golden.batch, latentDimension: golden.latent, dropout: dropout)
    let expected = golden.steps(dropout)[0]
    let model = try AdversarialModel(golden: inputs, threads: 2, kernels: kernels)
    try model.restore(inputs.training)
    let statistics = model.step(StepInputs(inputs.inputs(step: 0)))
    let tolerance = FastStepTests.valueTolerance
    expectClose(statistics.discriminatorLoss, expected.dLoss, tolerance, "D loss")
    expectClose(statistics.generatorLoss, expected.gLoss, tolerance, "G loss")
    expectClose(
      model.discriminatorLogits.values(golden.batch), expected.dLogits, tolerance, "D logits")
    expectClose(
      model.generatorLogits.values(golden.batch), expected.gLogits, tolerance, "G logits")
    let pixels = golden.batch / 2 * Generator.pixels
    expectDigest(model.fakeImages.values(pixels), expected.fake, tolerance, "fake images")
    let gradients = [
      (model.discriminatorGradientTensors, expected.dGradients),
      (model.generatorGradientTensors, expected.gGradients),
    ]
    for (tensors, digests) in gradients {
      #expect(Set(tensors.map(\.name)) == Set(digests.keys))
      for tensor in tensors {
        guard let digest = digests[tensor.name] else { continue }
        expectDigest(
          tensor.values, digest, Self.gradientTolerance * digest.norm,
          "gradient of \(tensor.name)")
      }
    }
    let parameters = [
      (Array(model.discriminatorTensors), expected.dParametersAfter),
      (Array(model.generatorTensors), expected.gParametersAfter),
    ]
    for (tensors, digests) in parameters {
      for tensor in tensors {
        guard let digest = digests[tensor.name] else { continue }
        expectClose(
          digest.at.map { tensor.values[$0] }, digest.values, FastStepTests.parameterTolerance,
          tensor.name)
      }
    }
  }
}
