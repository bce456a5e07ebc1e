/// How good images are: those of a generator beside the test images of the data.
///
/// The distances are between features of one judge: they compare with those of the same judge, and never
/// with a distance of Inception's features. Two judges of other seeds differ by several percent; less than
/// a tenth is no difference.
public struct QualityReport: Codable, Equatable, Sendable {
  /// Between Gaussians of the features; 0 for equal ones.
  ///
  /// Blind to what mean and covariance do not show.
  public let frechetDistance: Double
  /// Of the features, without bias: about 0 for equal distributions, and then often below.
  public let kernelDistance: Double
  /// Of `kernelDistance` over its subsets.
  public let kernelDistanceDeviation: Double
  /// 1 to the number of classes: sure of each image, and all classes equally often.
  ///
  /// Blind to copies.
  public let classifierScore: Double
  /// The same of the test images.
  public let classifierScoreReal: Double
  /// Mean probability of the most likely class.
  public let confidence: Double
  /// Divergence of the shares of the classes from those of the test labels, in nats, among the classes that
  /// these have.
  public let classKl: Double
  /// Classes with less than a tenth of their share.
  public let missingClasses: Int
  /// Share of generated images that look real.
  public let precision: Double
  /// Share of test images that the generator comes near.
  public let recall: Double
  /// How crowded real images are with generated ones; about 1 for equal distributions.
  public let density: Double
  /// Share of test images with a generated one near.
  public let coverage: Double
  /// Share of generated images nearer to a training image than 99 of 100 test images are.
  public let copies: Double
  /// Median distance to the nearest training image, divided by that of the test images.
  public let neighbourRatio: Double
  /// Mean of the pixels, 0...1.
  public let meanPixel: Double

  /// A report of these numbers.
  public init(
    frechetDistance: Double, kernelDistance: Double, kernelDistanceDeviation: Double,
    classifierScore: Double, classifierScoreReal: Double, confidence: Double, classKl: Double,
    missingClasses: Int, precision: Double, recall: Double, density: Double, coverage: Double,
    copies: Double, neighbourRatio: Double, meanPixel: Double
  ) {
    self.frechetDistance = frechetDistance
    self.kernelDistance = kernelDistance
    self.kernelDistanceDeviation = kernelDistanceDeviation
    self.classifierScore = classifierScore
    self.classifierScoreReal = classifierScoreReal
    self.confidence = confidence
    self.classKl = classKl
    self.missingClasses = missingClasses
    self.precision = precision
    self.recall = recall
    self.density = density
    self.coverage = coverage
    self.copies = copies
    self.neighbourRatio = neighbourRatio
    self.meanPixel = meanPixel
  }
}
