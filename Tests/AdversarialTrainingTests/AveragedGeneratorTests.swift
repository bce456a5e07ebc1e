import CheckpointArchive
import Experiment
import Foundation
import Networks
import NeuralNetwork
import TestSupport
import Testing

@testable import AdversarialTraining

/// The third network of an epoch.
@Suite struct AveragedGeneratorTests {
  private static let batch = 8

  /// float32 against float64, of numbers below 1.
  private static let tolerance = 1e-6

  @Test func itIsTheAverageOverTheStepsOfTheRun() throws {
    var options = options(latentDim: 3, batchSize: Self.batch)
    options.averageHalfLife = 2 * Self.batch
    let model = try AdversarialModel(options, threads: 2)
    var steps: [[Float]] = []
    for step in 0..<3 {
      let real = [Float](repeating: 0.25 * Float(step), count: Self.batch / 2 * 784)
      _ = model.step(model.inputs(step: step, realImages: real))
      steps.append(model.generatorTensors.flatMap(\.tensor.elements))
    }
    let tensors = try #require(model.averagedGeneratorTensors)
    #expect(tensors.map(\.name) == model.generatorTensors.map(\.name))
    let weights = (0..<3).map { pow(0.5, Double(2 - $0) / 2) }
    let expected = steps[0].indices.map { index in
      zip(weights, steps).reduce(0) { $0 + $1.0 * Double($1.1[index]) } / weights.reduce(0, +)
    }
    expectClose(
      tensors.flatMap(\.tensor.elements).map { Double($0) }, expected, Self.tolerance, "average")
  }

  @Test func withoutAHalfLifeThereIsNone() throws {
    let model = try AdversarialModel(options(latentDim: 3, batchSize: 2), threads: 1)
    #expect(model.averagedGeneratorTensors == nil)
    #expect(!model.stateTensors.contains { $0.name.hasPrefix("averaged") })
  }

  @Test func anArchiveHasItAndStandsForItUnlessTheTrainedOneIsMeant() throws {
    let runs = try SmallRun { $0.averageHalfLife = 100 }
    try runs.train(epochs: 1)
    let path = runs.folder().archive
    let averaged = try ArchiveReader(path: path)
    let raw = try ArchiveReader(path: path, generators: .raw)
    let info = averaged.epochs[0]
    #expect(
      info.members.keys.sorted() == [
        "averaged_generator.safetensors", "discriminator.safetensors", "generator.safetensors",
      ])
    #expect(raw.isRaw(info) && !averaged.isRaw(info))
    #expect(averaged.generatorSha256(of: info) == info.members["averaged_generator.safetensors"])
    #expect(raw.generatorSha256(of: info) == info.members["generator.safetensors"])
    let generators = try [averaged, raw].map { try $0.checkpoint(epoch: 1).generator }
    #expect(generators[0].map(\.name) == generators[1].map(\.name))
    let areSame = generators[0] == generators[1]
    #expect(!areSame)
    // The trained one is that of a run without averages.
    let other = try SmallRun()
    try other.train(epochs: 1)
    let isTrained = try other.checkpoint(epoch: 1).generator == generators[1]
    #expect(isTrained)
  }

  @Test func withoutItBothKindsAreTheTrainedOne() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 1)
    for kind in [GeneratorKind.averaged, .raw] {
      let archive = try ArchiveReader(path: runs.folder().archive, generators: kind)
      let info = archive.epochs[0]
      #expect(!archive.isRaw(info))
      #expect(archive.generatorSha256(of: info) == info.members["generator.safetensors"])
    }
  }
}
