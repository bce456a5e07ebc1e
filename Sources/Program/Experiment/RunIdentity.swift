/// The revision of the arithmetic: it is raised whenever the same options, data and instruction set
/// give other bits than before.
public let arithmeticRevision = 3

/// What a run is: what fixes every bit of its result, and which version began it.
public struct RunIdentity: Codable, Equatable, Sendable {
  /// See the constant of this name.
  public let arithmeticRevision: Int
  /// SHA-256 of the tensor store's payload.
  public var dataSha256: String
  /// The kernels' instruction set: the order of sums, and so the last bits, depend on it.
  public let instructionSet: String
  /// The options of training.
  public let options: TrainingOptions
  /// The version of the tool that began the run; another one of the same arithmetic continues it.
  public let toolVersion: String

  /// A run that begins now.
  public init(
    dataSha256: String, instructionSet: String, options: TrainingOptions, toolVersion: String
  ) {
    arithmeticRevision = Experiment.arithmeticRevision
    self.dataSha256 = dataSha256
    self.instructionSet = instructionSet
    self.options = options
    self.toolVersion = toolVersion
  }

  /// What must agree and does not, one `key: there, here` an element; the version that began the
  /// run needs not.
  public func differences(from other: RunIdentity) -> [String] {
    options.differences(from: other.options) + Experiment.differences(fields, from: other.fields)
  }

  private var fields: [(key: String, value: String)] {
    [
      ("data_sha256", dataSha256), ("instruction_set", instructionSet),
      ("arithmetic_revision", "\(arithmeticRevision)"),
    ]
  }
}

extension RunIdentity {
  /// Reads a run; those that version 0.2.0 or an earlier one began do not name their revision.
  ///
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    dataSha256 = try container.decode(String.self, forKey: .dataSha256)
    instructionSet = try container.decode(String.self, forKey: .instructionSet)
    options = try container.decode(TrainingOptions.self, forKey: .options)
    toolVersion = try container.decode(String.self, forKey: .toolVersion)
    let unnamed = toolVersion == "0.2.0" ? 1 : 0
    arithmeticRevision =
      try container.contains(.arithmeticRevision)
      ? container.decode(Int.self, forKey: .arithmeticRevision) : unnamed
  }
}
