import Metrics
import NeuralNetwork

/// How a discriminator did on images that are all real, or all generated.
public struct Judgement: Codable, Equatable, Sendable {
  /// Images judged.
  public let images: Int
  /// Share, 0...1, of them on the right side of 0.5: real ones above, generated ones not above.
  public let accuracy: Double
  /// Their mean binary cross-entropy, in nats.
  public let loss: Double

  /// Whether there are images, a share of them that is one, and a loss that such a mean can be.
  var isPossible: Bool {
    images >= 1 && (0...1).contains(accuracy) && loss >= 0 && loss.isFinite
  }

  /// Where the accuracy on all images of the kind lies, with 95 % confidence.
  var interval: WilsonInterval {
    WilsonInterval(
      successes: Int((accuracy * Double(images)).rounded()), trials: images)
  }

  /// The judgement that `logits` express, where above 0 is above 0.5.
  ///
  /// A logit that is not a number is never right and makes the loss not finite.
  init(logits: [Float], areReal: Bool) {
    let label = areReal ? 1.0 : 0.0
    let correct = logits.count { areReal ? $0 > 0 : $0 <= 0 }
    let sum = logits.reduce(0) { $0 + BinaryCrossEntropy.loss(logit: $1, label: label) }
    images = logits.count
    accuracy = Double(correct) / Double(logits.count)
    loss = sum / Double(logits.count)
  }
}
