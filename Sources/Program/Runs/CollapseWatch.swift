/// What earlier epochs of a run were like, from which a collapse is told.
struct CollapseWatch: Codable, Equatable, Sendable {
  /// The means of the first epoch that has them.
  private var firstGradientNorms: GradientNorms?
  /// The most that the samples of an epoch differed.
  private var largestDeviation = 0.0
  /// Steps of the last epochs, of as many as followed each other, in which the discriminator had nearly
  /// all images right, or nearly all wrong.
  private var stepsRight = 0, stepsWrong = 0

  /// Shares of both kinds of images together, as at the start of a run the discriminator takes nearly
  /// all images for the same kind.
  private static let accuracies = 0.01...0.99
  /// Steps that this must last.
  ///
  /// About an epoch of MNIST: a hundred can be normal at the start of a run, before the generator draws
  /// anything.
  private static let leastSteps = 200
  /// More than any run has.
  private static let mostSteps = 1 << 53
  /// Of the first epoch's norm.
  private static let leastNorm = 1e-7
  /// Of what training images differ.
  private static let leastDeviation = 0.1

  /// Looks at the next epoch.
  ///
  /// - Parameters:
  ///   - epoch: Its number.
  ///   - steps: Its steps.
  ///   - accuracy: Share, 0...1, of its real and generated images that the discriminator had right.
  ///   - measurement: What else was measured.
  ///   - trainingDeviation: How much training images differ, as `ImageStatistics.deviation`.
  /// - Returns: Whatever shows a collapse, if anything does.
  mutating func collapses(
    in epoch: Int, steps: Int, accuracy: Double, measurement: EpochMeasurement,
    trainingDeviation: Double
  ) -> [Collapse] {
    var found: [(cause: Collapse.Cause, share: Double)] = []
    stepsRight = accuracy > Self.accuracies.upperBound ? stepsRight + steps : 0
    stepsWrong = accuracy < Self.accuracies.lowerBound ? stepsWrong + steps : 0
    if stepsRight >= Self.leastSteps { found.append((.discriminatorRight, accuracy)) }
    if stepsWrong >= Self.leastSteps { found.append((.discriminatorWrong, accuracy)) }
    if let norms = measurement.gradientNorms {
      let first = firstGradientNorms ?? norms
      firstGradientNorms = first
      for (cause, norm, first) in [
        (Collapse.Cause.generatorGradient, norms.generator, first.generator),
        (.discriminatorGradient, norms.discriminator, first.discriminator),
      ] where norm == 0 || norm < first * Self.leastNorm {
        found.append((cause, norm == 0 ? 0 : norm / first))
      }
    }
    if let deviation = measurement.samples?.deviation {
      let least = trainingDeviation * Self.leastDeviation
      // Samples of a generator that has learned nothing yet are alike, too.
      if deviation < least, largestDeviation >= least {
        found.append((.samples, deviation / trainingDeviation))
      }
      largestDeviation = max(largestDeviation, deviation)
    }
    return found.map { Collapse(cause: $0.cause, epoch: epoch, share: $0.share) }
  }

  /// Whether epochs can have been like that.
  var isPossible: Bool {
    (firstGradientNorms?.isPossible ?? true) && (0...1).contains(largestDeviation)
      && [stepsRight, stepsWrong].allSatisfy((0...Self.mostSteps).contains)
  }
}
