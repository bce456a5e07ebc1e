import Judging

/// Both networks of a checkpoint, measured; in JSON one object with a key for each `MetricName`.
public struct CheckpointQuality: Equatable, Sendable {
  /// Its generator's images; nil when no judge saw them.
  public let images: QualityReport?
  /// Its discriminator on them and on the test images.
  public let discriminator: DiscriminatorReport

  /// Whether all shares are some.
  var isPossible: Bool {
    MetricName.allCases.allSatisfy { name in
      guard let value = self[name] else { return true }
      return value.isFinite && (!name.isShare || (0...1).contains(value))
    }
  }
}

extension CheckpointQuality: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads the keys of both reports, or of the discriminator's alone.
  ///
  /// - Throws: `DecodingError` when a report lacks some of its keys.
  public init(from decoder: any Decoder) throws {
    discriminator = try DiscriminatorReport(from: decoder)
    let keys = try decoder.container(keyedBy: Key.self).allKeys
    images =
      try keys.contains { $0.stringValue == "frechetDistance" }
      ? QualityReport(from: decoder) : nil
  }

  /// Writes the keys of both reports beside each other.
  public func encode(to encoder: any Encoder) throws {
    try discriminator.encode(to: encoder)
    try images?.encode(to: encoder)
  }
}
