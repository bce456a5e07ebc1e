import AdversarialTraining
import Foundation
import ReferenceNetwork

/// The golden's parameters and inputs, by the formulas of `Goldens/make_golden.py`.
struct GoldenInputs {
  var batch: Int
  let latentDimension: Int
  let dropout: DropoutRate
  var filters = 64

  /// scale * sin(0.7 i + phase), rounded to float32.
  static func wave(_ count: Int, scale: Double, phase: Double) -> [Double] {
    (0..<count).map { Double(Float(scale * sin(0.7 * Double($0) + phase))) }
  }

  /// Both networks before the first step.
  var training: Training {
    let channels = 128
    return Training(
      generator: .init(layers: [
        layer("dense", [latentDimension, 7 * 7 * channels], 7 * 7 * channels, 0.03, 0.1),
        layer("transposed1", [4, 4, channels, channels], channels, 0.03, 0.3),
        layer("transposed2", [4, 4, channels, channels], channels, 0.03, 0.5),
        layer("output", [7, 7, channels, 1], 1, 0.03, 0.7),
      ]),
      discriminator: .init(layers: [
        layer("conv1", [3, 3, 1, filters], filters, 0.3, 1.1),
        layer("conv2", [3, 3, filters, filters], filters, 0.1, 1.3),
        layer("dense", [7 * 7 * filters, 1], 1, 0.1, 1.5),
      ]))
  }

  private func layer(
    _ name: String, _ shape: [Int], _ outputs: Int, _ scale: Double, _ phase: Double
  ) -> Layer {
    Layer(
      name: name, kernelShape: shape,
      kernel: Self.wave(shape.reduce(1, *), scale: scale, phase: phase),
      bias: Self.wave(outputs, scale: 0.01, phase: phase + 0.1))
  }

  /// The inputs of step 0, 1, ...
  func inputs(step: Int) -> TrainingInputs {
    let phase = Double(step)
    let half = batch / 2
    return TrainingInputs(
      realImages: Self.wave(half * 784, scale: 0.5, phase: 2 + phase).map { 0.5 + $0 },
      discriminatorLatents: Self.wave(half * latentDimension, scale: 1.4, phase: 3 + phase),
      generatorLatents: Self.wave(batch * latentDimension, scale: 1.4, phase: 4 + phase),
      discriminatorMasks: masks(salt: 10 * step), generatorMasks: masks(salt: 10 * step + 5))
  }

  private func masks(salt: Int) -> Discriminator.Masks? {
    if dropout == .none { return nil }
    return Discriminator.Masks(
      first: multipliers(batch * 14 * 14 * 64, salt: salt),
      second: multipliers(batch * 7 * 7 * 64, salt: salt + 1))
  }

  /// A hash of the index, compared with the rate.
  private func multipliers(_ count: Int, salt: Int) -> [Double] {
    let rate = dropout.rawValue
    return (0..<count).map { index in
      let hash = Double(((index + salt) * 2_654_435_761) % 4_294_967_296)
      return hash >= rate * 4_294_967_296 ? 1 / (1 - rate) : 0
    }
  }
}
