/// What is asked of a JSON object before anything else: which version of a format it has.
public struct Provenance: Decodable, Sendable {
  /// Its `format_version`: 1 when it names none, nil when what it names is no number.
  public let formatVersion: Int?
  /// The same, but nil when it names none.
  public let namedVersion: Int?
  /// The `tool_version` of its `run`; nil when it does not say.
  public let toolVersion: String?

  private enum CodingKeys: String, CodingKey { case formatVersion, run, toolVersion }

  /// Reads any object.
  ///
  /// - Throws: `DecodingError` for anything but an object.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    namedVersion = try? container.decode(Int.self, forKey: .formatVersion)
    formatVersion = container.contains(.formatVersion) ? namedVersion : 1
    let run = try? container.nestedContainer(keyedBy: CodingKeys.self, forKey: .run)
    toolVersion = try? run?.decode(String.self, forKey: .toolVersion)
  }
}
