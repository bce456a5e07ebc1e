import DurableFiles
import Experiment
import JSONLines
import Safetensors
import Tensors

/// What a run continues from: `state.safetensors`, self-sufficient; see FORMAT.md.
public struct TrainingState {
  let progress: TrainingProgress
  /// Parameters and Adam moments of both networks.
  public let tensors: [NamedTensor]
  /// Adam updates made.
  public var generatorUpdates: Int { progress.generatorUpdates }
  /// Adam updates made.
  public var discriminatorUpdates: Int { progress.discriminatorUpdates }

  private static let progressKey = "progress"
  private static let digestKey = "sha256"
  /// Far more than the largest latent size needs, in bytes.
  private static let maximumCount = 1 << 30

  /// Replaces the file, or leaves the old one.
  ///
  /// A lazy collection keeps one copy of a tensor in memory at a time.
  ///
  /// - Throws: `FileError`.
  static func write(
    _ progress: TrainingProgress, tensors: some Collection<NamedTensor>, to path: String
  ) throws {
    let text = try jsonLine(progress)
    let pieces = SafetensorsPieces(
      tensors, metadata: [progressKey: text, digestKey: digest(text, tensors).hex])
    try replaceFile(at: path) { file in try pieces.forEachPiece { try file.write($0) } }
  }

  /// Reads the state; nil when there is none yet.
  ///
  /// - Throws: `RunError.damagedState` or `.newerState`; `FileError`; `SafetensorsError`.
  static func read(from path: String) throws -> TrainingState? {
    let file: ReadableFile
    do {
      file = try ReadableFile(path: path)
    } catch FileError.missing {
      return nil
    }
    guard file.size <= maximumCount else {
      throw FileError.tooLarge(path: path, size: file.size, limit: maximumCount)
    }
    // A file that is no state is refused before it takes that much memory.
    _ = try SafetensorsHeader(of: file)
    let bytes = try file.bytes(0..<file.size)
    let (tensors, metadata) = try readSafetensors(bytes, source: path)
    guard let text = metadata[progressKey], let recorded = metadata[digestKey] else {
      throw RunError.damagedState(path: path, reason: "it has no record of progress")
    }
    guard digest(text, tensors).hex == recorded else {
      throw RunError.damagedState(path: path, reason: "its checksum differs")
    }
    guard let progress = decodeJSONLine(Array(text.utf8), as: TrainingProgress.self) else {
      throw RunError.damagedState(path: path, reason: "its record of progress is unreadable")
    }
    guard progress.formatVersion <= TrainingProgress.currentFormatVersion else {
      throw RunError.newerState(path: path, version: progress.formatVersion)
    }
    return TrainingState(progress: progress, tensors: tensors)
  }

  /// SHA-256 of the progress text and all tensors' bytes.
  private static func digest(
    _ text: String, _ tensors: some Sequence<NamedTensor>
  ) -> SHA256Digest {
    let hasher = SHA256Hasher()
    Array(text.utf8).withUnsafeBytes { hasher.update($0) }
    for named in tensors {
      Array("\(named.name)\(named.tensor.shape)".utf8).withUnsafeBytes { hasher.update($0) }
      named.tensor.elements.withUnsafeBytes { hasher.update($0) }
    }
    return hasher.finish()
  }
}
