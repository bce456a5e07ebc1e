import ReferenceNetwork
import TestSupport
import Testing

/// The reference's gradients, layer by layer, against central differences.
///
/// Of each layer `f` the scalar `<f(x), r>` with fixed random `r` is differentiated: its gradients
/// are what the backward pass gives for the output gradient `r`.
@Suite struct ReferenceLayerTests {
  @Test(arguments: smallLayers)
  func linearLayersMatchCentralDifferences(layer: LinearLayer) {
    var numbers = SeededNumbers(seed: 1)
    let samples = 2
    let x = numbers.uniform(samples * layer.inputCount)
    let kernel = numbers.uniform(layer.kernelCount)
    let bias = numbers.uniform(layer.biasCount)
    let r = numbers.uniform(layer.forward(x, kernel, bias).count)
    let weights = layer.backwardWeights(x, r)
    expectClose(
      layer.backwardData(r, kernel),
      centralDifferences(at: x) { inner(layer.forward($0, kernel, bias), r) },
      differenceTolerance, "input gradient, \(layer)")
    expectClose(
      weights.kernel, centralDifferences(at: kernel) { inner(layer.forward(x, $0, bias), r) },
      differenceTolerance, "kernel gradient, \(layer)")
    expectClose(
      weights.bias, centralDifferences(at: bias) { inner(layer.forward(x, kernel, $0), r) },
      differenceTolerance, "bias gradient, \(layer)")
  }

  @Test func leakyReLUMatchesCentralDifferences() {
    var numbers = SeededNumbers(seed: 2)
    // Farther from the kink at 0 than the differences reach.
    let x = numbers.uniform(40).filter { abs($0) > 1e-3 }
    let r = numbers.uniform(x.count)
    let gradient = LeakyReLU.backward(r, x: x)
    expectClose(
      gradient, centralDifferences(at: x) { inner(LeakyReLU.forward($0), r) },
      differenceTolerance, "LeakyReLU")
    #expect(LeakyReLU.forward([-2, 0, 3]) == [-0.4, 0, 3])
    #expect(LeakyReLU.backward([1, 1, 1], x: [-2, 0, 3]) == [0.2, 0.2, 1])
  }

  @Test func flippedLeakyReLUTakesTheOtherSlopeAtOneElement() {
    #expect(LeakyReLU.backward([1, 1, 1], x: [-2, 1, 3], flipped: 0) == [1, 1, 1])
    #expect(LeakyReLU.backward([1, 1, 1], x: [-2, 1, 3], flipped: 1) == [0.2, 0.2, 1])
  }

  @Test func sigmoidMatchesCentralDifferences() {
    var numbers = SeededNumbers(seed: 3)
    let x = numbers.uniform(40, scale: 6)
    let r = numbers.uniform(x.count)
    expectClose(
      Sigmoid.backward(r, y: Sigmoid.forward(x)),
      centralDifferences(at: x) { inner(Sigmoid.forward($0), r) }, differenceTolerance, "sigmoid")
  }

  @Test func dropoutIsItsOwnAdjoint() {
    var numbers = SeededNumbers(seed: 4)
    let x = numbers.uniform(40)
    let r = numbers.uniform(40)
    let multipliers = numbers.uniform(40).map { $0 < -0.2 ? 0 : 1 / 0.6 }
    expectClose(
      Dropout.apply(r, multipliers: multipliers),
      centralDifferences(at: x) { inner(Dropout.apply($0, multipliers: multipliers), r) },
      differenceTolerance, "dropout")
    #expect(Dropout.apply([1, 2, 3], multipliers: [0, 2.5, 1]) == [0, 5, 3])
    #expect(Dropout.apply(x, multipliers: nil) == x)
  }

  @Test func crossEntropyOfLogitsMatchesCentralDifferences() {
    var numbers = SeededNumbers(seed: 5)
    let logits = numbers.uniform(40, scale: 6)
    let labels = numbers.uniform(40).map { $0 < 0 ? 0.0 : 1 }
    expectClose(
      CrossEntropy.gradient(logits: logits, labels: labels),
      centralDifferences(at: logits) { CrossEntropy.loss(logits: $0, labels: labels) },
      differenceTolerance, "binary cross-entropy")
  }

  @Test func crossEntropyIsTheLogarithmOfTheProbability() {
    // By hand: -log(sigmoid(3)) and -log(1 - sigmoid(-1)), to 16 digits.
    let loss = CrossEntropy.loss(logits: [3, -1], labels: [1, 0])
    let rounding = 1e-15
    expectClose(loss, (0.048587351573742062 + 0.31326168751822281) / 2, rounding, "loss")
  }
}
