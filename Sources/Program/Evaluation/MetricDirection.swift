/// Which of two values of a metric is the better one.
public enum MetricDirection: Sendable {
  case lower, higher
}

extension MetricName {
  /// Nil where neither is: a number of the data or of the measuring, one that is best in between, or one
  /// that says as much of the discriminator as of the images.
  public var better: MetricDirection? {
    switch self {
    case .frechetDistance, .kernelDistance, .classKl, .missingClasses, .copies: .lower
    case .classifierScore, .confidence, .precision, .recall, .density, .coverage: .higher
    case .kernelDistanceDeviation, .classifierScoreReal, .neighbourRatio, .accuracyReal,
      .accuracyFake, .probabilityReal, .probabilityFake, .discriminatorAuc, .meanPixel:
      nil
    }
  }

  /// The values that it can have; infinite where nothing bounds them.
  public var range: ClosedRange<Double> {
    switch self {
    case .kernelDistance: -.infinity ... .infinity
    case .classifierScore, .classifierScoreReal: 1 ... .infinity
    case _ where isShare: 0...1
    default: 0 ... .infinity
    }
  }
}
