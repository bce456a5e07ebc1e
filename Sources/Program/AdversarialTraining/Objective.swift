import Experiment
import NeuralNetwork

/// What the updates of a step minimise, a sample at a time.
///
/// With the logit x of a real image, y of a generated one, and the smoothing s:
///
///     loss            discriminator                           generator
///     non_saturating  softplus(-x) + s x, softplus(y)         softplus(-y)
///     relativistic    softplus(y - x) + s (x - y)             softplus(x - y)
///     least_squares   (x - 1 + 2 s)^2 / 2, (y + 1)^2 / 2      (y - 1)^2 / 2
///
/// The first is binary cross-entropy with the labels 1 - s of real images and 0 of generated ones, and
/// 1 in the generator's update: it wants its images to be taken for real (Goodfellow et al. 2014,
/// arXiv:1406.2661). In the second, each generated image is compared with a real one
/// (Jolicoeur-Martineau 2018, arXiv:1807.00734). The third has the labels 1 and -1, so that 0 is
/// undecided as in the others (Mao et al. 2017, arXiv:1611.04076). Smoothing is one-sided (Salimans et
/// al. 2016, arXiv:1606.03498).
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

  private let kind: Loss
  private let smoothing: Double

  /// The published objective.
  public init() { self.init(.nonSaturating, labelSmoothing: 0) }

  /// Any other; `labelSmoothing` is at least 0.
  public init(_ loss: Loss, labelSmoothing: Double) {
    kind = loss
    smoothing = labelSmoothing
  }

  /// Whether an image's loss depends on the logit of another image, its partner of the other kind.
  public var isOfPairs: Bool { kind == .relativistic }

  /// The share, 0...1, that a sample has in being real.
  private func label(_ sample: Sample) -> Double {
    switch sample {
    case .real: 1 - smoothing
    case .generated: 0
    case .fooling: 1
    }
  }

  /// The loss of one sample, with cross-entropy in nats; of a pair the loss is that of either image.
  ///
  /// `partner` is the logit of the image's partner, and means nothing where there are no pairs.
  public func loss(_ logit: Float, _ sample: Sample, partner: Float = 0) -> Double {
    switch kind {
    case .nonSaturating: BinaryCrossEntropy.loss(logit: logit, label: label(sample))
    case .relativistic:
      BinaryCrossEntropy.loss(logit: logit - partner, label: pairLabel(sample))
    case .leastSquares: Self.square(Double(logit) - target(sample)) / 2
    }
  }

  /// The sum of the losses of some images, one by one; partners begin again behind their last one.
  public func loss(
    _ logits: UnsafeBufferPointer<Float>, _ sample: Sample, _ images: Range<Int>,
    partners: UnsafeBufferPointer<Float>
  ) -> Double {
    images.reduce(0) {
      $0 + loss(logits[$1], sample, partner: partners[$1 % partners.count])
    }
  }

  /// The derivative of the loss of one sample with respect to its logit.
  public func gradient(_ logit: Float, _ sample: Sample, partner: Float = 0) -> Double {
    switch kind {
    case .nonSaturating: BinaryCrossEntropy.gradient(logit: logit, label: label(sample))
    case .relativistic:
      BinaryCrossEntropy.gradient(logit: logit - partner, label: pairLabel(sample))
    case .leastSquares: Double(logit) - target(sample)
    }
  }

  /// How many of the pairs, or of the images of one kind, are on the right side: `logits` are those of
  /// that kind, `partners` those of the other.
  public func correct(
    _ logits: UnsafeBufferPointer<Float>, areReal: Bool, partners: UnsafeBufferPointer<Float>
  ) -> Int {
    zip(logits, partners).count { logit, partner in
      let border = isOfPairs ? partner : 0
      return areReal ? logit > border : logit < border
    }
  }

  /// The label of the logit less its partner's: 1 of what is to be the more real one.
  private func pairLabel(_ sample: Sample) -> Double {
    switch sample {
    case .real: 1 - smoothing
    case .generated: smoothing
    case .fooling: 1
    }
  }

  private func target(_ sample: Sample) -> Double { 2 * label(sample) - 1 }

  private static func square(_ x: Double) -> Double { x * x }
}
