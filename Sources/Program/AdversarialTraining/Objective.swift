import NeuralNetwork

/// What the two updates of a step minimise, a sample at a time: binary cross-entropy between the
/// discriminator's probability and a label.
///
/// The labels are those of Goodfellow et al. 2014 (arXiv:1406.2661) with the non-saturating loss of the
/// generator: it wants its images to be taken for real.
public struct Objective: Sendable {
  /// Whose logit it is.
  public enum Sample: Sendable {
    /// A real image, in the discriminator's update.
    case real
    /// A generated image, in the discriminator's update.
    case generated
    /// A generated image, in the generator's update.
    case fooling
  }

  /// The published objective.
  public init() {}

  private func label(_ sample: Sample) -> Double {
    switch sample {
    case .real, .fooling: 1
    case .generated: 0
    }
  }

  /// The loss of one sample, in nats.
  public func loss(_ logit: Float, _ sample: Sample) -> Double {
    BinaryCrossEntropy.loss(logit: logit, label: label(sample))
  }

  /// Its derivative with respect to the logit.
  public func gradient(_ logit: Float, _ sample: Sample) -> Double {
    BinaryCrossEntropy.gradient(logit: logit, label: label(sample))
  }
}
