import Networks
import NeuralNetwork
import Tensors
import TestSupport
import Testing

/// The first parameters: Glorot and Bengio 2010, uniform in +-sqrt(6 / (fan-in + fan-out)).
@Suite struct GlorotTests {
  private static func tensors(
    _ parameters: Parameters, part: Int, seed: UInt64 = 51, kernels: String = "portable"
  ) throws -> [NamedTensor] {
    parameters.initializeGlorot(
      RandomStream(seed: seed, kernels: try Kernels(named: kernels)), part: part)
    return Array(parameters.tensors)
  }

  private func generator(latentDimension: Int = 100) throws -> [NamedTensor] {
    try Self.tensors(
      portableGenerator(latentDimension: latentDimension).parameters, part: 0)
  }

  private func discriminator() throws -> [NamedTensor] {
    try Self.tensors(portableDiscriminator().parameters, part: 1)
  }

  /// Keras counts a kernel's fans as its pixels times its last two dimensions.
  private static let generatorFans = [
    "dense.kernel": 100 + 6272, "transposed1.kernel": 16 * (128 + 128),
    "transposed2.kernel": 16 * (128 + 128), "output.kernel": 49 * (128 + 1),
  ]
  private static let discriminatorFans = [
    "conv1.kernel": 9 * (1 + 64), "conv2.kernel": 9 * (64 + 64), "dense.kernel": 3136 + 1,
  ]

  @Test func kernelsFillTheirRangeUniformly() throws {
    for (tensors, fans) in [
      (try generator(), Self.generatorFans), (try discriminator(), Self.discriminatorFans),
    ] {
      #expect(Set(tensors.map(\.name).filter { $0.hasSuffix(".kernel") }) == Set(fans.keys))
      for tensor in tensors {
        guard let fan = fans[tensor.name] else { continue }
        expectUniform(tensor, limit: (6 / Double(fan)).squareRoot())
      }
    }
  }

  private func expectUniform(_ tensor: NamedTensor, limit: Double) {
    let values = tensor.tensor.elements.map { Double($0) / limit }
    let n = Double(values.count)
    // The limit itself is rounded to float32.
    let rounding = 1e-6
    #expect(values.allSatisfy { abs($0) <= 1 + rounding }, "\(tensor.name)")
    // All n values stay below 1 - 20 / n with probability e^-10 a side.
    #expect(values.max() ?? 0 > 1 - 20 / n, "\(tensor.name)")
    #expect(values.min() ?? 0 < -1 + 20 / n, "\(tensor.name)")
    // Five standard errors; x has variance 1/3, x^2 has 1/5 - 1/9.
    let mean = values.reduce(0, +) / n
    expectClose(mean, 0, 5 * (1 / 3 / n).squareRoot(), "mean of \(tensor.name)")
    expectClose(
      inner(values, values) / n, 1 / 3.0, 5 * (4 / 45 / n).squareRoot(),
      "variance of \(tensor.name)")
  }

  @Test func biasesAreZero() throws {
    let tensors = try generator() + discriminator()
    let biases = tensors.filter { $0.name.hasSuffix(".bias") }
    #expect(biases.count == 7)
    #expect(biases.allSatisfy { $0.tensor.elements.allSatisfy { $0 == 0 } })
  }

  @Test func networksAndLayersDrawTheirOwnNumbers() throws {
    var layout = ParameterLayout()
    for name in ["a.kernel", "b.kernel"] { _ = layout.add(name, [50, 3]) }
    let first = try Self.tensors(Parameters(layout), part: 0)
    let second = try Self.tensors(Parameters(layout), part: 1)
    let otherSeed = try Self.tensors(Parameters(layout), part: 0, seed: 52)
    let all = (first + second + otherSeed).flatMap(\.tensor.elements)
    // 24 bits a number: of 900 some 0.02 pairs are equal by chance.
    #expect(Set(all).count > all.count - 2)
  }

  @Test(arguments: runnableKernels)
  func everyInstructionSetDrawsTheSame(kernels: String) throws {
    let observed = try Self.tensors(
      portableDiscriminator().parameters, part: 1, kernels: kernels)
    let portable = try discriminator()
    expectSame(
      observed.flatMap(\.tensor.elements), portable.flatMap(\.tensor.elements),
      "parameters, \(kernels)")
  }
}
