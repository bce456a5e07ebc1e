import Experiment

/// What shows that training has collapsed: networks that learn nothing from each other any more.
public struct Collapse: Equatable, Sendable {
  /// What it is noticed by.
  public enum Cause: Sendable {
    /// The discriminator had more than 99 %, or fewer than 1 %, of all images of the epoch right, and of
    /// those before it for 200 steps.
    case discriminatorRight, discriminatorWrong
    /// The mean norm of a network's gradients was 0, or below 1e-7 of the first epoch's.
    case generatorGradient, discriminatorGradient
    /// The generator's samples differed less than a tenth of what training images do, after an epoch in
    /// which they differed more.
    case samples
  }

  /// What it was noticed by.
  public let cause: Cause
  /// In which epoch.
  public let epoch: Int
  /// The share that shows it: of the images that were right, of the first epoch's norm, of what
  /// training images differ.
  public let share: Double
}

extension Collapse: CustomStringConvertible {
  /// What was seen, such as `the discriminator had 99.6 % of the images of e012 right, more than 99 %`.
  public var description: String {
    let name = checkpointName(epoch: epoch)
    switch cause {
    case .discriminatorRight:
      return "the discriminator had \(percentage) of the images of \(name) right, more than 99 %"
    case .discriminatorWrong:
      return "the discriminator had \(percentage) of the images of \(name) right, fewer than 1 %"
    case .generatorGradient: return Self.vanished("generator", in: name)
    case .discriminatorGradient: return Self.vanished("discriminator", in: name)
    case .samples:
      return """
        the generator's samples are nearly alike in \(name): they differ by \(percentage) of what \
        training images do
        """
    }
  }

  private var percentage: String { "\((1000 * share).rounded() / 10) %" }

  private static func vanished(_ network: String, in name: String) -> String {
    """
    the \(network)'s gradients vanished in \(name): their mean norm is 0, or below 1e-7 of the first \
    epoch's
    """
  }
}
