// JSON of the options: one key each, whose name is the table's.
//
// A file that lacks an option was written before there was one, and has what it meant then. A file
// with an option that the table does not know was written by a later version: it is refused, as
// the option changes what the numbers mean.
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

  /// Writes every option.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: OptionKey.self)
    for option in TrainingOption.all { try option.encode(self, &container) }
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
