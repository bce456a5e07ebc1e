import Metrics
import NeuralNetwork

/// How a discriminator tells test images from generated ones.
public struct DiscriminatorReport: Codable, Equatable, Sendable {
  /// Share of test images, and of generated ones, on the right side of 0.5.
  public let accuracyReal, accuracyFake: Double
  /// Mean probability, 0...1, with which each kind is taken for real.
  public let probabilityReal, probabilityFake: Double
  /// Area under the ROC curve: the probability that a test image is taken for real rather than a generated
  /// one; 0.5 when it can tell neither.
  ///
  /// Unlike the accuracies it does not swing with an offset of all logits.
  public let discriminatorAuc: Double

  /// What the logits of test images, and of generated ones, express.
  init(realLogits: [Float], fakeLogits: [Float]) {
    func probability(_ logits: [Float]) -> Double {
      // The derivative for the label 0 is the probability itself.
      logits.reduce(0) { $0 + BinaryCrossEntropy.gradient(logit: $1, label: 0) }
        / Double(logits.count)
    }
    accuracyReal = Judgement(logits: realLogits, areReal: true).accuracy
    accuracyFake = Judgement(logits: fakeLogits, areReal: false).accuracy
    probabilityReal = probability(realLogits)
    probabilityFake = probability(fakeLogits)
    discriminatorAuc = characteristicArea(positive: realLogits, negative: fakeLogits)
  }
}
