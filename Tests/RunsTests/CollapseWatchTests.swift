import Testing

@testable import Runs

/// What shows that training has collapsed, and what does not.
@Suite struct CollapseWatchTests {
  private func measurement(
    generator: Double = 0.5, discriminator: Double = 0.25, deviation: Double? = 0.25
  ) -> EpochMeasurement {
    let norms = GradientNorms(generator: generator, discriminator: discriminator)
    return EpochMeasurement(
      gradientNorms: norms, largestGradientNorms: norms,
      samples: deviation.map { ImageStatistics(mean: 0.13, deviation: $0, saturatedPixels: 0.7) })
  }

  /// The causes that each epoch of a run shows.
  private func causes(
    _ epochs: [(accuracy: Double, measurement: EpochMeasurement)], steps: Int = 234,
    trainingDeviation: Double = 0.25
  ) -> [[Collapse.Cause]] {
    var watch = CollapseWatch()
    return epochs.enumerated().map { index, epoch in
      watch.collapses(
        in: index + 1, steps: steps, accuracy: epoch.accuracy, measurement: epoch.measurement,
        trainingDeviation: trainingDeviation
      ).map(\.cause)
    }
  }

  private func causes(ofMeasurements measurements: [EpochMeasurement]) -> [[Collapse.Cause]] {
    causes(measurements.map { (0.5, $0) })
  }

  @Test(arguments: [
    // The restless start of a run: nearly all images are taken for generated ones, or for real ones.
    ((0.1 + 0.99) / 2, []), ((0.995 + 0.02) / 2, []),
    (0.01, []), (0.99, []),
    (0.991, [Collapse.Cause.discriminatorRight]), (1, [.discriminatorRight]),
    (0.0099, [.discriminatorWrong]), (0, [.discriminatorWrong]),
  ])
  func aDiscriminatorThatIsNearlyAlwaysRightOrWrongIsSeen(
    accuracy: Double, expected: [Collapse.Cause]
  ) {
    #expect(causes([(accuracy, measurement())]) == [expected])
  }

  @Test func shortEpochsMustFollowEachOther() {
    func causes(_ accuracies: [Double]) -> [[Collapse.Cause]] {
      self.causes(accuracies.map { ($0, measurement()) }, steps: 100)
    }
    #expect(
      causes([1, 1, 1, 0.9, 1, 1])
        == [[], [.discriminatorRight], [.discriminatorRight], [], [], [.discriminatorRight]])
    #expect(
      causes([0, 1, 0, 0, 1, 0.5, 1])
        == [[], [], [], [.discriminatorWrong], [], [], []])
  }

  @Test func gradientsThatVanishAreSeenBesideTheFirstEpochs() {
    #expect(
      causes(ofMeasurements: [
        measurement(), measurement(generator: 0.51e-7, discriminator: 0.26e-7),
        measurement(generator: 0.49e-7), measurement(discriminator: 0.24e-7),
        measurement(generator: 0, discriminator: 0),
      ]) == [
        [], [], [.generatorGradient], [.discriminatorGradient],
        [.generatorGradient, .discriminatorGradient],
      ])
    #expect(
      causes(ofMeasurements: [measurement(generator: 0), measurement(generator: 0)])
        == [[.generatorGradient], [.generatorGradient]])
  }

  @Test func samplesThatBecomeAlikeAreSeen() {
    #expect(
      causes(
        ofMeasurements: [0.01, 0.02, 0.025, 0.0251, 0.024, 0.2, 0.001].map {
          measurement(deviation: $0)
        }) == [[], [], [], [], [.samples], [], [.samples]])
  }

  @Test func samplesOfAGeneratorThatLearnedNothingYetAreNoCollapse() {
    #expect(
      causes(ofMeasurements: [0.006, 0.01, 0.002].map { measurement(deviation: $0) })
        == [[], [], []])
  }

  @Test func samplesMayBeAlikeWhereTrainingImagesAre() {
    #expect(
      causes([0.1, 0].map { (0.5, measurement(deviation: $0)) }, trainingDeviation: 0) == [[], []])
  }

  @Test func whatWasNotMeasuredShowsNothing() {
    let nothing = EpochMeasurement(gradientNorms: nil, largestGradientNorms: nil, samples: nil)
    #expect(
      causes(ofMeasurements: [
        nothing, measurement(), nothing, measurement(generator: 0.49e-7, deviation: 0.01),
      ]) == [[], [], [], [.generatorGradient, .samples]])
  }

  @Test(arguments: [
    (
      Collapse(cause: .discriminatorRight, epoch: 12, share: 0.99623),
      "the discriminator had 99.6 % of the images of e012 right, more than 99 %"
    ),
    (
      Collapse(cause: .discriminatorWrong, epoch: 1, share: 0),
      "the discriminator had 0.0 % of the images of e001 right, fewer than 1 %"
    ),
    (
      Collapse(cause: .generatorGradient, epoch: 3, share: 1e-9),
      """
      the generator's gradients vanished in e003: their mean norm is 0, or below 1e-7 of the first \
      epoch's
      """
    ),
    (
      Collapse(cause: .samples, epoch: 7, share: 0.0312),
      """
      the generator's samples are nearly alike in e007: they differ by 3.1 % of what training images \
      do
      """
    ),
  ])
  func aCollapseIsToldWithItsEpoch(collapse: Collapse, text: String) {
    #expect("\(collapse)" == text)
  }
}
