import ReferenceNetwork
import TestSupport
import Testing

/// The golden proves the reference, all three steps of it.
@Suite struct ReferenceGoldenTests {
  /// Both compute in float64 and differ in the order of their sums only.
  static let tolerance = 1e-9

  @Test(arguments: DropoutRate.allCases)
  func referenceReproducesTheGolden(dropout: DropoutRate) throws {
    let golden = try Golden.load()
    let steps = Trajectory.of(dropout).steps
    #expect(steps.count == golden.steps(dropout).count)
    for (index, (step, expected)) in zip(steps, golden.steps(dropout)).enumerated() {
      let results = step.results
      expectClose(
        results.discriminatorLoss, expected.dLoss, Self.tolerance, "D loss of step \(index)")
      expectClose(results.generatorLoss, expected.gLoss, Self.tolerance, "G loss of step \(index)")
      expectClose(
        results.discriminatorLogits, expected.dLogits, Self.tolerance, "D logits of step \(index)")
      expectClose(
        results.generatorLogits, expected.gLogits, Self.tolerance, "G logits of step \(index)")
      expectDigest(
        results.fakeImages, expected.fake, Self.tolerance, "fake images of step \(index)")
      expectLayers(results.discriminatorGradients, expected.dGradients, "D gradient, \(index)")
      expectLayers(results.generatorGradients, expected.gGradients, "G gradient, \(index)")
      expectLayers(step.after.discriminator.layers, expected.dParametersAfter, "D, \(index)")
      expectLayers(step.after.generator.layers, expected.gParametersAfter, "G, \(index)")
    }
  }

  private func expectLayers(
    _ layers: [Layer], _ expected: [String: Golden.Digest], _ what: String
  ) {
    let arrays = layers.flatMap(\.arrays)
    #expect(Set(arrays.map(\.name)) == Set(expected.keys))
    for (name, _, elements) in arrays {
      guard let digest = expected[name] else { continue }
      expectDigest(elements, digest, Self.tolerance, "\(name) (\(what))")
      // The sum sees every element, and so also rounds as often.
      let slack = Self.tolerance * max(1, digest.norm)
      expectClose(elements.reduce(0, +), digest.sum, slack, "sum of \(name) (\(what))")
    }
  }
}
