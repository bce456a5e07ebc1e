/// What a run counts of a training step.
public struct StepMeasurement: Sendable {
  /// Mean losses of the step's batches.
  let discriminatorLoss, generatorLoss: Double
  /// Images of each kind that the discriminator had right.
  let realCorrect, fakeCorrect: Int
  /// Of both updates.
  let gradientNorms: GradientNorms

  /// All of it.
  public init(
    discriminatorLoss: Double, generatorLoss: Double, realCorrect: Int, fakeCorrect: Int,
    gradientNorms: GradientNorms
  ) {
    self.discriminatorLoss = discriminatorLoss
    self.generatorLoss = generatorLoss
    self.realCorrect = realCorrect
    self.fakeCorrect = fakeCorrect
    self.gradientNorms = gradientNorms
  }
}
