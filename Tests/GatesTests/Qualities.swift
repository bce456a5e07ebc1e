import Judging

@testable import Evaluation

/// Numbers of a checkpoint of which tests choose some.
func quality(
  frechet: Double = 100, kernel: Double = 0.5, coverage: Double = 0.5, missing: Int = 0,
  meanPixel: Double = 0.13
) -> CheckpointQuality {
  CheckpointQuality(
    images: QualityReport(
      frechetDistance: frechet, kernelDistance: kernel, kernelDistanceDeviation: 0.1,
      classifierScore: 9, classifierScoreReal: 9.5, confidence: 0.9, classKl: 0.01,
      missingClasses: missing, precision: 0.5, recall: 0.5, density: 0.5, coverage: coverage,
      copies: 0.01, neighbourRatio: 1, meanPixel: meanPixel),
    discriminator: discriminator())
}

/// The same without a judge.
func qualityWithoutJudge() -> CheckpointQuality {
  CheckpointQuality(images: nil, discriminator: discriminator())
}

private func discriminator() -> DiscriminatorReport {
  DiscriminatorReport(realLogits: [1, -1, 2], fakeLogits: [-1, 1, -2])
}
