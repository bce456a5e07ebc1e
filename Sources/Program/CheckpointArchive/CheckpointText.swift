import DurableFiles
import Experiment
import JSONLines

/// What the bytes of a `checkpoint.json` are to this version.
///
/// The digest of the text is looked at first, then the version of its format, then its fields, so
/// that what another version wrote is never taken for damage. FORMAT.md says what all versions
/// promise of the text.
public enum CheckpointText: Equatable, Sendable {
  case known(CheckpointInfo)
  /// The text is as it was written, by a version that writes more than this one knows; `members` are
  /// the names of the epoch's other files, where it has them.
  case foreign(writer: String, members: Set<String>?)
  /// The text is not what was written.
  case damaged

  /// Tells the three apart.
  public init(_ text: [UInt8]) {
    guard Self.holdsItsDigest(text) else {
      self = .damaged
      return
    }
    let origin = decodeJSONLine(text, as: Provenance.self)
    if let version = origin?.namedVersion,
      (1...CheckpointInfo.currentFormatVersion).contains(version),
      let info = decodeJSONLine(text, as: CheckpointInfo.self), info.isPossible
    {
      self = .known(info)
      return
    }
    let names = decodeJSONLine(text, as: MembersAlone.self)?.members.keys
    self = .foreign(writer: Self.writer(origin), members: names.map { Set($0) })
  }

  /// Whether the text has the digest of itself with zeros in that place.
  private static func holdsItsDigest(_ text: [UInt8]) -> Bool {
    guard let start = text.firstRange(of: Array(CheckpointInfo.digestKey.utf8))?.upperBound,
      start + CheckpointInfo.noDigest.utf8.count <= text.count
    else { return false }
    let place = start..<start + CheckpointInfo.noDigest.utf8.count
    var blank = text
    blank.replaceSubrange(place, with: CheckpointInfo.noDigest.utf8)
    return text[place].elementsEqual(sha256(blank).hex.utf8)
  }

  /// Who wrote a text that this version does not know, as well as can be told.
  private static func writer(_ origin: Provenance?) -> String {
    if let tool = origin?.toolVersion { return "version \(tool.prefix(32))" }
    return origin?.namedVersion.map { "a version of format \($0)" }
      ?? "a version that it does not name"
  }

  private struct MembersAlone: Decodable {
    let members: [String: String]
  }
}
