// JSON of the options: one key each, whose name is the table's.
//
// A file that lacks an option was written before there was one, and has what it meant then. A file
// with an option that the table does not know was written by a later version: it is refused, as
// the option changes what the numbers mean. So an option that came later is left out where it has
// no effect.
extension TrainingOptions: Codable {
  /// - Throws: `DecodingError` for a key that is no option, or a value of another type.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: OptionKey.self)
    let known = Set(TrainingOption.all.map { OptionKey($0.key).stringValue })
    if let unknown = container.allKeys.first(where: { !known.contains($0.stringValue) }) {
      throw DecodingError.dataCorruptedError(
        forKey: unknown, in: container, debugDescription: "no option of this version")
    }
    self = Self.whenMissing
    for option in TrainingOption.all { try option.decode(container, &self) }
  }

  /// Writes the options that the files of a run name.
  public func encode(to encoder: any Encoder) throws {
    try Self.encode(self, to: encoder) { $0.isRecorded(of: self) }
  }

  fileprivate static func encode(
    _ options: TrainingOptions, to encoder: any Encoder, where isWanted: (TrainingOption) -> Bool
  ) throws {
    var container = encoder.container(keyedBy: OptionKey.self)
    for option in TrainingOption.all where isWanted(option) {
      try option.encode(options, &container)
    }
  }
}

/// The options for whoever wants to see all of them.
public struct EveryTrainingOption: Encodable {
  private let options: TrainingOptions

  /// All of `options`.
  public init(of options: TrainingOptions) { self.options = options }

  /// Writes every option.
  public func encode(to encoder: any Encoder) throws {
    try TrainingOptions.encode(options, to: encoder) { _ in true }
  }
}

/// The name of an option as the JSON coders take it, who make snake case of it: `batchSize`.
struct OptionKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  /// Of a key in snake case.
  init(_ key: String) {
    let words = key.split(separator: "_")
    stringValue = words.dropFirst().reduce(String(words.first ?? "")) {
      $0 + $1.prefix(1).uppercased() + $1.dropFirst()
    }
  }

  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
