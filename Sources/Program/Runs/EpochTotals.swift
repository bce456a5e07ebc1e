import Experiment

/// Sums over the steps of one epoch.
struct EpochTotals: Codable, Equatable, Sendable {
  private(set) var steps = 0
  private var discriminatorLossSum = 0.0
  private var generatorLossSum = 0.0
  private var realCorrect = 0
  private var fakeCorrect = 0
  /// Nil before the first step, and of an epoch that was begun by a version without them.
  private var gradientNorms: GradientNormTotals?

  /// Adds a step.
  mutating func add(_ step: StepMeasurement) {
    if steps == 0 { gradientNorms = GradientNormTotals() }
    steps += 1
    discriminatorLossSum += step.discriminatorLoss
    generatorLossSum += step.generatorLoss
    realCorrect += step.realCorrect
    fakeCorrect += step.fakeCorrect
    gradientNorms?.add(step.gradientNorms)
  }

  /// Whether steps of a run with these options can give these sums.
  func isPossible(of options: TrainingOptions) -> Bool {
    let images = steps * options.judgedImages
    return (0...images).contains(realCorrect) && (0...images).contains(fakeCorrect)
      && discriminatorLossSum >= 0 && generatorLossSum >= 0
      && gradientNorms?.isPossible ?? true
  }

  /// Means of the losses; shares of the images that the discriminator judged.
  func means(
    of options: TrainingOptions
  ) -> (discriminatorLoss: Double, generatorLoss: Double, real: Double, fake: Double) {
    let images = Double(steps * options.judgedImages)
    return (
      discriminatorLossSum / Double(steps), generatorLossSum / Double(steps),
      Double(realCorrect) / images, Double(fakeCorrect) / images
    )
  }

  /// What else is known of the whole epoch, with what its samples are like.
  func measurement(samples: ImageStatistics?) -> EpochMeasurement {
    EpochMeasurement(
      gradientNorms: gradientNorms?.means(steps: steps),
      largestGradientNorms: gradientNorms?.largest, samples: samples)
  }
}
