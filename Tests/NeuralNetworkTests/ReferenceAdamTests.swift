import ReferenceNetwork
import TestSupport
import Testing

/// The reference's Adam against numbers worked out from the formula with 40 decimal digits.
@Suite struct ReferenceAdamTests {
  /// Rounding of numbers near 1, some operations long.
  static let rounding = 1e-15

  private func layer(_ kernel: [Double], bias: [Double] = [0]) -> Layer {
    Layer(name: "dense", kernelShape: [kernel.count, 1], kernel: kernel, bias: bias)
  }

  @Test func threeUpdatesFollowTheHandComputedTrace() {
    var layers = [layer([1], bias: [1])]
    var adam = Adam(layers)
    // The gradient; then the moments and the parameter after its update.
    let trace: [(g: Double, m: Double, v: Double, w: Double)] = [
      (0.5, 0.25, 0.00025, 0.99980000126490309320),
      (-0.125, 0.0625, 0.000265375, 0.99975425849312082871),
      (0.25, 0.15625, 0.000327609625, 0.99964623836529642453),
    ]
    for (index, row) in trace.enumerated() {
      adam.update(&layers, gradients: [layer([row.g], bias: [row.g])])
      #expect(adam.updates == index + 1)
      let moments = (adam.firstMoments[0], adam.secondMoments[0])
      expectClose(moments.0.kernel, [row.m], Self.rounding, "m of update \(index + 1)")
      expectClose(moments.1.kernel, [row.v], Self.rounding, "v of update \(index + 1)")
      expectClose(layers[0].kernel, [row.w], Self.rounding, "w of update \(index + 1)")
      #expect(layers[0].bias == layers[0].kernel)
      #expect(moments.0.bias == moments.0.kernel && moments.1.bias == moments.1.kernel)
    }
  }

  /// Keras adds epsilon to the uncorrected sqrt(v), which is 30 times smaller in the first update,
  /// so that epsilon counts 30 times as much as in PyTorch's sqrt(v / (1 - beta2^t)) + epsilon.
  @Test func epsilonStandsWhereKerasHasIt() {
    let keras = 0.99999386931399369960
    let pyTorch = 0.99990000000000001101
    var layers = [layer([1])]
    var adam = Adam(layers)
    adam.update(&layers, gradients: [layer([1e-7])])
    expectClose(layers[0].kernel, [keras], Self.rounding, "w after a gradient of 1e-7")
    #expect(abs(layers[0].kernel[0] - pyTorch) > 1e-5)
  }

  @Test func parametersDoNotMeet() {
    var layers = [layer([1, 1, 1]), layer([1])]
    var adam = Adam(layers)
    adam.update(&layers, gradients: [layer([0, 0.5, 0]), layer([0])])
    #expect(layers[0].kernel[0] == 1 && layers[0].kernel[2] == 1)
    expectClose(layers[0].kernel[1], 0.99980000126490309320, Self.rounding, "the one that moves")
    #expect(layers[1].kernel == [1])
  }
}
