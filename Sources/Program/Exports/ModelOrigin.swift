import CheckpointArchive
import JSONLines

/// What a model says of where it comes from; FORMAT.md lists the keys.
struct ModelOrigin: Sendable {
  /// By ascending key.
  let entries: [(key: String, value: String)]

  /// Of these entries, by ascending key.
  init(entries: [(key: String, value: String)]) { self.entries = entries }

  /// What wrote the file, before its version.
  static let software = "handwriting-gan render"

  /// Of a network of a checkpoint.
  ///
  /// - Throws: What the encoder throws for a number that is not finite.
  init(
    _ network: NetworkChoice, of info: CheckpointInfo, in archive: ArchiveReader,
    toolVersion: String
  ) throws {
    let digest =
      network == .generator
      ? archive.generatorSha256(of: info) : info.fileDigest(ofNetwork: network.rawValue)
    entries = [
      ("epoch", "\(info.epoch)"),
      ("network", network.rawValue),
      ("network_sha256", digest),
      ("run", try jsonLine(info.run)),
      ("software", "\(Self.software) \(toolVersion)"),
    ]
  }

  /// The entries without their order.
  var dictionary: [String: String] {
    Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
  }

  /// The entries as a line of JSON.
  ///
  /// - Throws: Nothing that texts give reason for.
  var json: String { get throws { try jsonLine(dictionary) } }
}
