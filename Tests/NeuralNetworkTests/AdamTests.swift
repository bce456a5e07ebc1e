import NeuralNetwork
import ReferenceNetwork
import TestSupport
import Testing

/// Adam of the kernels against the formula and against the reference.
@Suite struct AdamTests {
  /// The formula with 40 decimal digits, rate 2e-4, beta1 0.5, beta2 0.999.
  @Test(arguments: [
    (1, 1.26491106406735167645e-05), (2, 1.19227140832576841001e-05),
    (10, 1.99745757427278956809e-05), (1000, 1.59035162807353506846e-04),
    (100_000, 2.00000000000000009584e-04),
  ])
  func correctedRateIsTheFormula(update: Int, expected: Double) {
    let rate = NeuralNetwork.Adam.correctedRate(
      rate: 2e-4, beta1: 0.5, beta2: 0.999, update: update)
    // 1 - beta2^t loses 10 bits at t = 1.
    expectClose(rate, expected, 1e-12 * expected, "rate of update \(update)")
  }

  /// More parameters than one work item takes, in tensors that end off every vector's boundary.
  private static let shapes = [
    ("a.kernel", [333, 401]), ("a.bias", [401]), ("b.kernel", [13, 1]),
  ]
  private static let count = 333 * 401 + 401 + 13

  /// An optimizer with the network that it updates.
  private struct Fixture {
    let parameters: Parameters
    let gradients: FloatBuffer
    let adam: NeuralNetwork.Adam
    let engine: Engine

    init(kernels: String, threads: Int = 2, values: [Double] = []) throws {
      var layout = ParameterLayout()
      for (name, shape) in AdamTests.shapes { _ = layout.add(name, shape) }
      parameters = Parameters(layout)
      for (index, value) in values.enumerated() { parameters.values.start[index] = Float(value) }
      gradients = FloatBuffer(count: layout.count)
      adam = NeuralNetwork.Adam(parameterCount: layout.count, beta1: 0.5)
      engine = Engine(kernels: try Kernels(named: kernels), threads: threads)
    }

    func update() -> Bool {
      adam.update(parameters, gradients: gradients, rate: 2e-4, engine: engine)
    }
  }

  @Test(arguments: runnableKernels, [1, 2])
  func updatesMatchTheReference(kernels: String, threads: Int) throws {
    // float32 rounds parameters below 2 by at most 6e-8 in each of 5 updates; the updates themselves,
    // below 1e-3, are right to 1e-6 of themselves.
    let tolerance = 3.1e-7
    var numbers = SeededNumbers(seed: 31)
    let start = numbers.uniform(Self.count).map { Double(Float($0)) }
    let fast = try Fixture(kernels: kernels, threads: threads, values: start)
    var layers = [
      Layer(name: "all", kernelShape: [Self.count], kernel: start, bias: [])
    ]
    var reference = ReferenceNetwork.Adam(layers)
    for update in 1...5 {
      // From gradients that epsilon swallows to large ones.
      let gradients = numbers.uniform(Self.count).enumerated().map { index, value in
        Double(Float(value * [1e-9, 1e-7, 1e-3, 1, 100][index % 5]))
      }
      for (index, value) in gradients.enumerated() { fast.gradients.start[index] = Float(value) }
      #expect(fast.update())
      reference.update(
        &layers,
        gradients: [Layer(name: "all", kernelShape: [Self.count], kernel: gradients, bias: [])])
      #expect(fast.adam.updates == update)
      expectClose(
        fast.parameters.tensors.flatMap(\.tensor.elements).map { Double($0) },
        layers[0].kernel, tolerance, "parameters after update \(update), \(kernels)")
    }
  }

  @Test(arguments: runnableKernels)
  func oneBadGradientIsReported(kernels: String) throws {
    // The square of 1e20 overflows in the second moment.
    for bad in [Float.nan, .infinity, -.infinity, 1e20] {
      for index in [0, 1, 65_535, 65_536, Self.count - 2, Self.count - 1] {
        let fast = try Fixture(kernels: kernels)
        fast.gradients.start[index] = bad
        #expect(!fast.update(), "gradient \(bad) at \(index)")
      }
    }
  }

  @Test(arguments: runnableKernels)
  func oneBadParameterOrMomentIsReported(kernels: String) throws {
    for index in [0, 65_536, Self.count - 1] {
      for buffer in [\Fixture.parameters.values, \.adam.firstMoments, \.adam.secondMoments] {
        let fast = try Fixture(kernels: kernels)
        fast[keyPath: buffer].start[index] = .nan
        #expect(!fast.update(), "not a number at \(index)")
      }
    }
  }
}
