import NeuralNetwork
import TestSupport
import Testing

@Suite struct BinaryCrossEntropyTests {
  /// `-log(sigmoid(logit))` and `-log(1 - sigmoid(logit))` with 40 decimal digits.
  @Test(
    arguments: [
      (0, real: 6.93147180559945286227e-01, fake: 6.93147180559945286227e-01),
      (1, real: 3.13261687518222808890e-01, fake: 1.31326168751822280889),
      (3, real: 4.85873515737420616500e-02, fake: 3.04858735157374205471),
      (-20, real: 20.0000000020611530260, fake: 2.06115362031438080437e-09),
      (30, real: 9.35762296883973684104e-14, fake: 30.0000000000000923706),
    ] as [(Float, real: Double, fake: Double)])
  func lossIsTheLogarithmOfTheProbability(logit: Float, real: Double, fake: Double) {
    // Relative, so that a confident discriminator's small losses are right as well.
    let rounding = 4e-16
    let observed = (
      real: BinaryCrossEntropy.loss(logit: logit, label: 1),
      fake: BinaryCrossEntropy.loss(logit: logit, label: 0)
    )
    expectClose(observed.real, real, rounding * real, "real, \(logit)")
    expectClose(observed.fake, fake, rounding * fake, "fake, \(logit)")
  }

  @Test func extremeLogitsAreExact() {
    for logit: Float in [1000, 1e30, .greatestFiniteMagnitude] {
      #expect(BinaryCrossEntropy.loss(logit: logit, label: 1) == 0)
      #expect(BinaryCrossEntropy.loss(logit: logit, label: 0) == Double(logit))
      #expect(BinaryCrossEntropy.loss(logit: -logit, label: 1) == Double(logit))
      #expect(BinaryCrossEntropy.loss(logit: -logit, label: 0) == 0)
      #expect(BinaryCrossEntropy.gradient(logit: logit, label: 1) == 0)
      #expect(BinaryCrossEntropy.gradient(logit: logit, label: 0) == 1)
      #expect(BinaryCrossEntropy.gradient(logit: -logit, label: 1) == -1)
      #expect(BinaryCrossEntropy.gradient(logit: -logit, label: 0) == 0)
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func whatIsNoFiniteLogitShows(logit: Float) {
    let losses = [0, 1].map { BinaryCrossEntropy.loss(logit: logit, label: $0) }
    #expect(!(losses[0] + losses[1]).isFinite)
  }

  @Test(arguments: [0.0, 1])
  func gradientMatchesCentralDifferences(label: Double) {
    for step in -64...64 {
      // Quarters are exact in float32, and so are their distances to the neighbours.
      let logit = Float(step) / 4
      let h: Float = 0x1p-10
      let difference =
        (BinaryCrossEntropy.loss(logit: logit + h, label: label)
          - BinaryCrossEntropy.loss(logit: logit - h, label: label)) / Double(2 * h)
      // h^2 / 6 times the third derivative, which is at most 0.1.
      expectClose(
        BinaryCrossEntropy.gradient(logit: logit, label: label), difference,
        Double(h * h) / 6 * 0.1, "logit \(logit)")
    }
  }
}
