extension EvaluationRecord {
  /// Everything that fixes the numbers of a record.
  public struct Conditions: Codable, Equatable, Sendable {
    /// Whole epochs trained, counted from 1.
    public let epoch: Int
    /// SHA-256 of the networks, by file name.
    public let members: [String: String]
    /// Whether images are of the trained generator where there is an averaged one; nil where not.
    public let rawGenerator: Bool?
    /// SHA-256 of the tensor store's payload.
    public let dataSha256: String
    /// SHA-256 of the judge; nil when there was none.
    public let judgeSha256: String?
    /// Generated images.
    public let samples: Int
    /// Neighbours that the balls of precision, recall, density and coverage reach to.
    public let neighbours: Int
    /// Key of the latents, and of what is drawn from the test images.
    public let seed: UInt64
    /// The kernels' instruction set, on which the last bits depend.
    public let instructionSet: String
    /// The revision of the arithmetic that judged.
    public let arithmeticRevision: Int
  }
}

extension EvaluationRecord.Conditions {
  /// Writes all keys, that of a judge which is not there as null, and that of a trained generator where it
  /// says something.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epoch, forKey: .epoch)
    try container.encode(members, forKey: .members)
    try container.encodeIfPresent(rawGenerator, forKey: .rawGenerator)
    try container.encode(dataSha256, forKey: .dataSha256)
    try container.encode(judgeSha256, forKey: .judgeSha256)
    try container.encode(samples, forKey: .samples)
    try container.encode(neighbours, forKey: .neighbours)
    try container.encode(seed, forKey: .seed)
    try container.encode(instructionSet, forKey: .instructionSet)
    try container.encode(arithmeticRevision, forKey: .arithmeticRevision)
  }

  /// Whether a record of these conditions takes the place of one of `other`: the file keeps one
  /// line for a checkpoint, a generator of it, a data set, a judge, a number of images and a seed.
  func replaces(_ other: Self) -> Bool {
    epoch == other.epoch && rawGenerator == other.rawGenerator && dataSha256 == other.dataSha256
      && judgeSha256 == other.judgeSha256
      && samples == other.samples && seed == other.seed
  }

  /// The order of the lines.
  func precedes(_ other: Self) -> Bool {
    if epoch != other.epoch { return epoch < other.epoch }
    if samples != other.samples { return samples < other.samples }
    if seed != other.seed { return seed < other.seed }
    if dataSha256 != other.dataSha256 { return dataSha256 < other.dataSha256 }
    if judgeSha256 != other.judgeSha256 { return (judgeSha256 ?? "") < (other.judgeSha256 ?? "") }
    return rawGenerator == nil && other.rawGenerator != nil
  }
}
