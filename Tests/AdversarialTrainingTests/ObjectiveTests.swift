import AdversarialTraining
import Experiment
import TestSupport
import Testing

/// The losses of a sample, and their derivatives.
@Suite struct ObjectiveTests {
  private static let logits: [Float] = [-30, -2.5, -0.25, 0, 0.5, 3, 30]
  private static let samples: [Objective.Sample] = [.real, .generated, .fooling]

  @Test(arguments: Loss.allCases, [0, 0.1])
  func derivativesMatchFiniteDifferences(loss: Loss, smoothing: Double) {
    let objective = Objective(loss, labelSmoothing: smoothing)
    let step: Float = 0x1p-10
    for logit in Self.logits {
      for (sample, partner) in Self.samples.flatMap({ s in [Float(-1.5), 0, 2].map { (s, $0) } }) {
        func value(_ logit: Float) -> Double {
          objective.loss(logit, sample, partner: partner)
        }
        let difference = (value(logit + step) - value(logit - step)) / Double(2 * step)
        // The third derivative is below 0.1, the step 1e-3.
        expectClose(
          objective.gradient(logit, sample, partner: partner), difference, 1e-7,
          "\(loss), \(sample), logit \(logit), partner \(partner)")
      }
    }
  }

  @Test func valuesAreThoseOfTheFormulas() {
    let ln2 = 0.693147180559945
    let softplus = 1.3132616875182228  // of 1
    func values(_ loss: Loss, _ smoothing: Double, _ logit: Float, _ partner: Float) -> [Double] {
      let objective = Objective(loss, labelSmoothing: smoothing)
      return Self.samples.map { objective.loss(logit, $0, partner: partner) }
    }
    expectClose(values(.nonSaturating, 0, 0, 9), [ln2, ln2, ln2], 1e-15, "undecided")
    expectClose(
      values(.nonSaturating, 0.25, 1, 9), [softplus - 0.75, softplus, softplus - 1], 1e-15,
      "smoothed, of real images alone")
    expectClose(
      values(.relativistic, 0, 4, 3), [softplus - 1, softplus, softplus - 1], 1e-15,
      "relativistic")
    expectClose(values(.relativistic, 0.1, 3, 3), [ln2, ln2, ln2], 1e-15, "equal logits")
    expectClose(values(.leastSquares, 0, 0.5, 9), [0.125, 1.125, 0.125], 1e-15, "squares")
    expectClose(values(.leastSquares, 0.1, 0.8, 9), [0, 1.62, 0.02], 1e-7, "smoothed squares")
  }

  /// The loss of a pair is the same from both sides, with smoothing too.
  @Test(arguments: [0, 0.2]) func pairsHaveOneLoss(smoothing: Double) {
    let objective = Objective(.relativistic, labelSmoothing: smoothing)
    for (real, generated) in [(1.5, -0.5), (-2, 3), (0, 0)] as [(Float, Float)] {
      expectClose(
        objective.loss(real, .real, partner: generated),
        objective.loss(generated, .generated, partner: real), 1e-12, "\(real), \(generated)")
    }
  }

  @Test func whoIsRightDependsOnThePartnerInPairsAlone() {
    let (real, generated): ([Float], [Float]) = ([2, 1, -1], [1, 3, -2])
    func correct(_ loss: Loss) -> [Int] {
      let objective = Objective(loss, labelSmoothing: 0)
      return real.withUnsafeBufferPointer { real in
        generated.withUnsafeBufferPointer { generated in
          [
            objective.correct(real, areReal: true, partners: generated),
            objective.correct(generated, areReal: false, partners: real),
          ]
        }
      }
    }
    #expect(correct(.nonSaturating) == [2, 1] && correct(.leastSquares) == [2, 1])
    #expect(correct(.relativistic) == [2, 2])
  }
}
