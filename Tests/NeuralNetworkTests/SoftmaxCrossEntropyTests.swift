import NeuralNetwork
import TestSupport
import Testing

@Suite struct SoftmaxCrossEntropyTests {
  private func loss(_ logits: [Float], label: Int) -> Double {
    logits.withUnsafeBufferPointer { SoftmaxCrossEntropy.loss($0, label: label) }
  }

  private func gradient(_ logits: [Float], label: Int, scale: Double = 1) -> [Float] {
    var gradient = [Float](repeating: .nan, count: logits.count)
    logits.withUnsafeBufferPointer {
      SoftmaxCrossEntropy.gradient($0, label: label, scale: scale, into: &gradient)
    }
    return gradient
  }

  @Test func ofTwoClassesItIsBinaryCrossEntropy() {
    for logit: Float in [-20, -1, 0, 0.5, 3, 30] {
      for label in 0...1 {
        let expected = BinaryCrossEntropy.loss(logit: logit, label: Double(label))
        expectClose(
          loss([0, logit], label: label), expected, 2e-15 * expected,
          "\(logit), \(label)")
      }
    }
  }

  @Test func equalLogitsLoseTheLogarithmOfTheirNumber() {
    expectClose(loss([7, 7, 7, 7, 7], label: 2), 1.6094379124341003, 1e-15, "log 5")
  }

  @Test func extremeLogitsAreExact() {
    let largest = Float.greatestFiniteMagnitude
    #expect(loss([1000, 0, -1000], label: 0) == 0)
    #expect(loss([1000, 0, -1000], label: 2) == 2000)
    #expect(loss([largest, -largest], label: 1) == 2 * Double(largest))
    #expect(gradient([largest, -largest], label: 1) == [1, -1])
  }

  @Test(arguments: [Float.nan, .infinity])
  func whatIsNoFiniteLogitShows(logit: Float) {
    #expect(!loss([0, logit, 1], label: 0).isFinite)
  }

  @Test func gradientMatchesCentralDifferences() {
    let logits: [Float] = [0.5, -1.25, 2, 0]
    for label in 0..<4 {
      let expected = (0..<4).map { index in
        // Powers of two are exact in float32.
        let h: Float = 0x1p-10
        var (above, below) = (logits, logits)
        above[index] += h
        below[index] -= h
        return 3 * (loss(above, label: label) - loss(below, label: label)) / Double(2 * h)
      }
      expectClose(
        gradient(logits, label: label, scale: 3).map { Double($0) }, expected, 1e-6,
        "label \(label)")
    }
  }
}
