import DurableFiles
import StrictYAML

/// A gate, and the file that it is in.
public struct GateFile: Sendable {
  /// Where it is, for messages.
  public let path: String
  /// What it asks.
  public let gate: Gate
  /// Of its text.
  public let sha256: SHA256Digest

  /// Reads a file.
  ///
  /// - Throws: `FileError`; as `Gate.init(yaml:path:)`.
  public init(path: String) throws {
    let bytes = try readPage(at: path)
    self.path = path
    gate = try Gate(yaml: String(decoding: bytes, as: UTF8.self), path: path)
    sha256 = DurableFiles.sha256(bytes)
  }

  /// Makes sure that it has something to say, whether there is a champion or not.
  ///
  /// - Throws: `GateError.noChampion`.
  public func expectAnswer(withChampion: Bool) throws(GateError) {
    if !withChampion, gate.needsChampion, gate.firstRun == nil { throw .noChampion(path: path) }
  }
}
