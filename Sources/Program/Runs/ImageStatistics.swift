/// What a few images are like, taken together.
public struct ImageStatistics: Codable, Equatable, Sendable {
  /// Mean pixel, 0...1.
  public let mean: Double
  /// How much the images differ: the root of the mean over pixels of the variance across images.
  public let deviation: Double
  /// Share, 0...1, of the pixels that are within 1/255 of 0 or 1.
  public let saturatedPixels: Double

  /// All of it.
  public init(mean: Double, deviation: Double, saturatedPixels: Double) {
    self.mean = mean
    self.deviation = deviation
    self.saturatedPixels = saturatedPixels
  }

  /// Whether images can be like that.
  var isPossible: Bool { [mean, deviation, saturatedPixels].allSatisfy((0...1).contains) }
}
