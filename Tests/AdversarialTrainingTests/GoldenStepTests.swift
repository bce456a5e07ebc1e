import NeuralNetwork
import Tensors
import Testing

@testable import AdversarialTraining

@Suite struct GoldenStepTests {
  /// Float32 arithmetic against float64: the tolerances of the specification.
  static let valueTolerance = 1e-5
  static let gradientTolerance = 1e-4
  static let parameterTolerance = 1e-4

  @Test(arguments: [0.0, 0.4], [1, 2])
  func firstStepMatchesTheReference(dropout: Double, threads: Int) throws {
    let golden = try Golden.load()
    let batch = golden.batch
    let half = batch / 2
    let model = try AdversarialModel(
      configuration: ModelConfiguration(
        latentDimension: golden.latent, batchSize: batch, dropout: Float(dropout)),
      threads: threads)
    try model.setParameters(
      generator: Golden.parameters(
        Generator.tensorShapes(latentDimension: golden.latent), scales: Golden.generatorWaves,
        phase: 0.1),
      discriminator: Golden.parameters(
        Discriminator.tensorShapes, scales: Golden.discriminatorWaves, phase: 1.1))
    for (index, expected) in (dropout > 0 ? golden.withDropout : golden.withoutDropout)
      .prefix(1).enumerated()
    {
      let phase = Double(index)
      func masks(salt: Int) -> DropoutSource {
        if dropout == 0 { return .off }
        let counts = [14 * 14 * 64, 7 * 7 * 64]
        return .explicit { layer, sample, element in
          Golden.isKept(
            index: sample * counts[layer] + element, rate: dropout, salt: salt + layer)
        }
      }
      let statistics = model.step(
        StepInputs(
          realImages: Golden.wave(half * 784, scale: 0.5, phase: 2 + phase).map { 0.5 + $0 },
          discriminatorLatents: Golden.wave(half * golden.latent, scale: 1.4, phase: 3 + phase),
          generatorLatents: Golden.wave(batch * golden.latent, scale: 1.4, phase: 4 + phase),
          discriminatorDropout: masks(salt: 10 * index),
          generatorDropout: masks(salt: 10 * index + 5)))
      #expect(statistics.isFinite)
      expectClose(statistics.discriminatorLoss, expected.dLoss, Self.valueTolerance, "D loss")
      expectClose(statistics.generatorLoss, expected.gLoss, Self.valueTolerance, "G loss")
      for (i, logit) in expected.dLogits.enumerated() {
        expectClose(
          Double(model.discriminatorLogits.start[i]), logit, Self.valueTolerance, "D logit \(i)")
      }
      for (i, logit) in expected.gLogits.enumerated() {
        expectClose(
          Double(model.generatorLogits.start[i]), logit, Self.valueTolerance, "G logit \(i)")
      }
      for (at, value) in zip(expected.fake.at, expected.fake.values) {
        expectClose(
          Double(model.fakeImages.start[at]), value, Self.valueTolerance, "fake pixel \(at)")
      }
      expectGradients(model.discriminatorGradients, expected.dGradients)
      expectGradients(model.generatorGradients, expected.gGradients)
      expectParameters(model.discriminatorTensors, expected.dParametersAfter)
      expectParameters(model.generatorTensors, expected.gParametersAfter)
    }
  }

  private func expectGradients(_ tensors: [NamedTensor], _ expected: [String: Golden.Digest]) {
    #expect(tensors.count == expected.count)
    for named in tensors {
      guard let digest = expected[named.name] else {
        Issue.record("the golden has no \(named.name)")
        continue
      }
      let elements = named.tensor.elements
      let norm = elements.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      let tolerance = Self.gradientTolerance * digest.norm
      expectClose(norm, digest.norm, tolerance, "norm of the gradient of \(named.name)")
      for (at, value) in zip(digest.at, digest.values) {
        expectClose(Double(elements[at]), value, tolerance, "gradient of \(named.name)[\(at)]")
      }
    }
  }

  private func expectParameters(_ tensors: [NamedTensor], _ expected: [String: Golden.Digest]) {
    for named in tensors {
      guard let digest = expected[named.name] else { continue }
      for (at, value) in zip(digest.at, digest.values) {
        expectClose(
          Double(named.tensor.elements[at]), value, Self.parameterTolerance, "\(named.name)[\(at)]")
      }
    }
  }

  private func expectClose(
    _ observed: Double, _ expected: Double, _ tolerance: Double, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      abs(observed - expected) <= tolerance,
      "\(what): observed \(observed), expected \(expected), tolerance \(tolerance)",
      sourceLocation: sourceLocation)
  }
}

@Suite struct ArchitectureTests {
  @Test func parameterCountsAreThePublishedOnes() throws {
    func count(_ shapes: [(name: String, shape: [Int])]) -> Int {
      shapes.reduce(0) { $0 + $1.shape.reduce(1, *) }
    }
    #expect(count(Discriminator.tensorShapes) == 40_705)
    #expect(count(Generator.tensorShapes(latentDimension: 100)) == 1_164_289)
  }

  @Test(arguments: [10, 50, 500])
  func otherLatentSizesTrain(latentDimension: Int) throws {
    let model = try AdversarialModel(
      configuration: ModelConfiguration(latentDimension: latentDimension, batchSize: 6), threads: 2)
    let before = model.generatorTensors
    let statistics = model.step(
      model.inputs(epoch: 1, step: 0, realImages: [Float](repeating: 0.5, count: 3 * 784)))
    #expect(statistics.isFinite)
    for (old, new) in zip(before, model.generatorTensors) {
      #expect(old.tensor != new.tensor, "\(old.name) did not move")
    }
  }

  @Test func threadsDoNotChangeTheBits() throws {
    let states = try [1, 2, 3].map { threads in
      let model = try AdversarialModel(
        configuration: ModelConfiguration(latentDimension: 20, batchSize: 70), threads: threads)
      for step in 0..<3 {
        _ = model.step(
          model.inputs(epoch: 1, step: step, realImages: [Float](repeating: 0.3, count: 35 * 784)))
      }
      return model.stateTensors()
    }
    #expect(states[0] == states[1])
    #expect(states[0] == states[2])
  }
}
