/// What is measured of an epoch besides what its checkpoint says.
struct EpochMeasurement: Codable, Equatable, Sendable {
  /// Means and largest ones over the epoch's steps; nil of an epoch that was begun by a version that
  /// did not measure them.
  let gradientNorms, largestGradientNorms: GradientNorms?
  /// Images that the generator made at the end of the epoch; nil when a pixel was no number.
  let samples: ImageStatistics?

  /// Whether an epoch can be like that.
  var isPossible: Bool {
    [gradientNorms, largestGradientNorms].allSatisfy { $0?.isPossible ?? true }
      && samples?.isPossible ?? true
  }
}
