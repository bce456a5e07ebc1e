import AdversarialTraining
import Experiment
import Foundation
import Networks
import NeuralNetwork
import Tensors
import TestSupport
import Testing

@testable import ReferenceNetwork

/// The gradients of a step on the kernels, against finite differences of what it minimises, computed by
/// the reference network in float64.
@Suite struct ObjectiveDifferenceTests {
  private static let batch = 4
  /// float32 against float64; 2e-5 was seen where the sign of a pre-activation is lost in rounding.
  static let tolerance = 1e-4
  /// Of a direction of length 1: so small that no LeakyReLU is moved over its kink, where a penalty jumps.
  static let step = 1e-8

  static let objectives: [@Sendable (inout TrainingOptions) -> Void] = [
    { $0.labelSmoothing = 0.1 },
    { $0.loss = .leastSquares },
    {
      $0.loss = .relativistic
      $0.labelSmoothing = 0.2
    },
    {
      $0.r1 = 4
      $0.r2 = 2
    },
  ]

  private let golden = GoldenInputs(batch: batch, latentDimension: 100, dropout: .none)

  private func options(_ change: (inout TrainingOptions) -> Void) -> TrainingOptions {
    var options = AdversarialTrainingTests.options(
      latentDim: 100, batchSize: Self.batch, dropout: 0)
    change(&options)
    return options
  }

  @Test(arguments: objectives.indices)
  func gradientsAreDerivativesOfWhatIsMinimised(index: Int) throws {
    let options = options(Self.objectives[index])
    let model = try AdversarialModel(options, threads: 2)
    let before = golden.training
    try model.restore(before)
    let inputs = golden.inputs(step: 0)
    _ = model.step(StepInputs(inputs))
    let plain = PlainObjective(options)
    let images = inputs.realImages + model.fakeImages.values(Self.batch / 2 * 784)
    try expectDerivatives(
      model.discriminatorGradientTensors, of: before.discriminator.layers,
      tensors: ["conv1.kernel", "conv1.bias", "conv2.kernel", "dense.kernel"]
    ) { plain.discriminator(ReferenceNetwork.Discriminator(layers: $0), images: images) }

    // The discriminator is what the step made of it.
    let updated = model.discriminatorTensors.map { $0.values }
    var judge = before.discriminator
    for (number, layer) in judge.layers.indices.enumerated() {
      judge.layers[layer].kernel = updated[2 * number]
      judge.layers[layer].bias = updated[2 * number + 1]
    }
    let real = judge.logits(inputs.realImages, masks: nil)
    try expectDerivatives(
      model.generatorGradientTensors, of: before.generator.layers, tensors: ["output.kernel"]
    ) { layers in
      let made = ReferenceNetwork.Generator(layers: layers).images(inputs.generatorLatents)
      return plain.generator(logits: judge.logits(made, masks: nil), real: real)
    }
  }

  /// The gradients along themselves.
  private func expectDerivatives(
    _ gradients: [NamedTensor], of layers: [Layer], tensors: [String],
    function: ([Layer]) -> Double
  ) throws {
    for name in tensors {
      let gradient = try #require(gradients.first { $0.name == name }).values
      let length = norm(gradient)
      #expect(length > 1e-4, "\(name)")
      let isKernel = name.hasSuffix(".kernel")
      let layer = try #require(layers.firstIndex { name.hasPrefix($0.name + ".") })
      let derivative = centralDifferences(at: [0], step: Self.step) { amount in
        var moved = layers
        for i in gradient.indices {
          let move = amount[0] * gradient[i] / length
          if isKernel { moved[layer].kernel[i] += move } else { moved[layer].bias[i] += move }
        }
        return function(moved)
      }
      expectClose(length, derivative[0], Self.tolerance * length, "length of \(name)")
    }
  }
}

/// What a step minimises, in plain words.
private struct PlainObjective {
  private let options: TrainingOptions

  init(_ options: TrainingOptions) { self.options = options }

  private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

  /// Of real images, then as many generated ones.
  func discriminator(_ network: ReferenceNetwork.Discriminator, images: [Double]) -> Double {
    let logits = network.logits(images, masks: nil)
    let half = logits.count / 2
    let smoothing = options.labelSmoothing
    var sum = 0.0
    for (x, y) in zip(logits.prefix(half), logits.suffix(half)) {
      switch options.loss {
      case .nonSaturating: sum += softplus(-x) + smoothing * x + softplus(y)
      case .relativistic: sum += softplus(y - x) + smoothing * (x - y)
      case .leastSquares: sum += pow(x - 1 + 2 * smoothing, 2) / 2 + pow(y + 1, 2) / 2
      }
    }
    return (sum + penalties(network, images: images)) / Double(logits.count)
  }

  /// Of real images, then as many generated ones.
  private func penalties(
    _ network: ReferenceNetwork.Discriminator, images: [Double]
  ) -> Double {
    if options.r1 == 0, options.r2 == 0 { return 0 }
    let pass = network.forward(images, masks: nil)
    let ones = [Double](repeating: 1, count: pass.logits.count)
    let slopes = network.backward(ones, pass).images
    let half = slopes.count / 2
    let squares = [slopes.prefix(half), slopes.suffix(half)].map { $0.reduce(0) { $0 + $1 * $1 } }
    return options.r1 / 2 * squares[0] + options.r2 / 2 * squares[1]
  }

  /// Of generated images; `real` are half as many.
  func generator(logits: [Double], real: [Double]) -> Double {
    var sum = 0.0
    for (index, y) in logits.enumerated() {
      switch options.loss {
      case .nonSaturating: sum += softplus(-y)
      case .relativistic: sum += softplus(real[index % real.count] - y)
      case .leastSquares: sum += pow(y - 1, 2) / 2
      }
    }
    return sum / Double(logits.count)
  }
}
