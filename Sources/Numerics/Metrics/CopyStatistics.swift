/// Whether generated images are copies of training images: how near the nearest training image is,
/// beside how near it is to images that the generator never saw.
public struct CopyStatistics: Equatable, Sendable {
  /// Share of generated images nearer to a training image than 99 of 100 test images are; about 0.01
  /// for new images of the same kind.
  public let share: Double
  /// Median distance of generated images divided by that of test images; about 1 for new images of the
  /// same kind, 0 for copies, above 1 where images are unlike all training images.
  public let medianRatio: Double

  /// - Parameters:
  ///   - fake: Distance of each generated image to its nearest training image.
  ///   - test: The same of test images.
  ///   - resolution: The smallest distance that is not 0; the median of test images counts as no less, as
  ///     they may be copies themselves.
  /// - Precondition: There is one of each.
  public init(fake: [Double], test: [Double], resolution: Double) {
    let bound = quantile(0.01, of: test)
    share = Double(fake.count { $0 < bound }) / Double(fake.count)
    medianRatio = quantile(0.5, of: fake) / max(quantile(0.5, of: test), resolution)
  }
}
