/// The metrics of a checkpoint, by the keys that files and options have for them.
public enum MetricName: String, CaseIterable, Codable, Sendable {
  case frechetDistance = "frechet_distance"
  case kernelDistance = "kernel_distance"
  case kernelDistanceDeviation = "kernel_distance_deviation"
  case classifierScore = "classifier_score"
  case classifierScoreReal = "classifier_score_real"
  case confidence
  case classKl = "class_kl"
  case missingClasses = "missing_classes"
  case precision, recall, density, coverage, copies
  case neighbourRatio = "neighbour_ratio"
  case accuracyReal = "accuracy_real"
  case accuracyFake = "accuracy_fake"
  case probabilityReal = "probability_real"
  case probabilityFake = "probability_fake"
  case discriminatorAuc = "discriminator_auc"
  case meanPixel = "mean_pixel"
}

extension MetricName {
  /// Whether its values are shares, 0...1.
  var isShare: Bool {
    switch self {
    case .confidence, .precision, .recall, .coverage, .copies, .accuracyReal, .accuracyFake,
      .probabilityReal, .probabilityFake, .discriminatorAuc, .meanPixel:
      true
    default: false
    }
  }
}

extension CheckpointQuality {
  /// The value of a metric; nil when it takes a judge, and there was none.
  public subscript(name: MetricName) -> Double? {
    switch name {
    case .frechetDistance: images?.frechetDistance
    case .kernelDistance: images?.kernelDistance
    case .kernelDistanceDeviation: images?.kernelDistanceDeviation
    case .classifierScore: images?.classifierScore
    case .classifierScoreReal: images?.classifierScoreReal
    case .confidence: images?.confidence
    case .classKl: images?.classKl
    case .missingClasses: images.map { Double($0.missingClasses) }
    case .precision: images?.precision
    case .recall: images?.recall
    case .density: images?.density
    case .coverage: images?.coverage
    case .copies: images?.copies
    case .neighbourRatio: images?.neighbourRatio
    case .accuracyReal: discriminator.accuracyReal
    case .accuracyFake: discriminator.accuracyFake
    case .probabilityReal: discriminator.probabilityReal
    case .probabilityFake: discriminator.probabilityFake
    case .discriminatorAuc: discriminator.discriminatorAuc
    case .meanPixel: images?.meanPixel
    }
  }
}
