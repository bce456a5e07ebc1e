import NeuralNetwork

/// The figure that the course prints: how often a discriminator is right about 100 images of each kind.
///
/// Of so few it says little: near a half, its 95 % interval is 20 percent points wide.
public struct CourseFigure: Codable, Equatable, Sendable {
  /// Images of each kind.
  public let images: Int
  /// Shares, 0...1, of those on the right side of 0.5.
  public let accuracyReal, accuracyFake: Double

  private static let most = 100

  /// Of test images drawn without replacement, and of the first generated ones.
  init(realLogits: [Float], fakeLogits: [Float], random: RandomStream) {
    images = min(Self.most, realLogits.count, fakeLogits.count)
    let drawn = random.selection(
      .courseImages, epoch: 0, step: 0, count: images, of: realLogits.count)
    accuracyReal = Judgement(logits: drawn.map { realLogits[$0] }, areReal: true).accuracy
    accuracyFake = Judgement(logits: Array(fakeLogits.prefix(images)), areReal: false).accuracy
  }

  /// Whether it is of as many images as it can be, and both accuracies are shares.
  func isPossible(samples: Int) -> Bool {
    images == min(Self.most, samples) && (0...1).contains(accuracyReal)
      && (0...1).contains(accuracyFake)
  }
}
