import CheckpointArchive
import Experiment
import Testing

@testable import Reports

@Suite struct VerdictTests {
  private let last = CheckpointInfo(
    epoch: 12, step: 36, discriminatorLoss: 0.7, generatorLoss: 0.6, accuracyReal: 0.504,
    accuracyFake: 0.25,
    run: RunIdentity(
      dataSha256: "", instructionSet: "portable", options: TrainingOptions(), toolVersion: "test"))
  private let calibration = Calibration(
    rows: [("training images", ["frechet_distance": 4])])

  private func numbers(_ distance: Double, missing: Double = 0) -> [String: Double] {
    [
      "frechet_distance": distance, "missing_classes": missing, "accuracy_real": 0.62,
      "accuracy_fake": 0.55,
    ]
  }

  private let balance = """
    The discriminator of e012 is right about 62 % of test images and 55 % of generated ones; at balance \
    that is 50 %.
    """

  @Test func aRunThatWasNotEvaluatedSaysSo() {
    #expect(
      verdict(on: history(), last: last, calibration: calibration) == """
        Trained to e012 and not evaluated, so how good the digits are is not known. In the last epoch \
        the discriminator was right about 50 % of the written and 25 % of the generated digits; at \
        balance that is 50 %.
        """)
  }

  @Test func theLastEpochIsComparedWithWrittenDigitsAndTheBest() {
    let run = history(evaluations: [4: numbers(8), 12: numbers(10)])
    #expect(
      verdict(on: run, last: last, calibration: calibration) == """
        At e012 the Frechet distance from written digits is 10.00, 2.5 times that of training images; \
        no class of digits is missing. e004 was better, with 8.00. \(balance)
        """)
  }

  @Test func lessThanATenthIsNoDifference() {
    let run = history(evaluations: [4: numbers(9.5), 12: numbers(10, missing: 2)])
    #expect(
      verdict(on: run, last: last, calibration: nil) == """
        At e012 the Frechet distance from written digits is 10.00; 2 classes of digits are as good as \
        missing. No other evaluated epoch is better by a tenth or more. \(balance)
        """)
  }

  @Test func oneEvaluatedEpochHasNoOther() {
    let run = history(evaluations: [12: numbers(10, missing: 1)])
    #expect(
      verdict(on: run, last: last, calibration: nil) == """
        At e012 the Frechet distance from written digits is 10.00; one class of digits is as good as \
        missing. No other epoch was evaluated. \(balance)
        """)
  }

  @Test func withoutAJudgeOnlyTheDiscriminatorIsKnown() {
    let run = history(evaluations: [12: ["accuracy_real": 0.62, "accuracy_fake": 0.55]])
    #expect(verdict(on: run, last: last, calibration: nil) == balance)
  }
}
