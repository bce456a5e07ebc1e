import CheckpointArchive
import DurableFiles
import Experiment
import JSONLines
import Safetensors
import Tensors

/// What a run continues from: `state.safetensors`, self-sufficient; see FORMAT.md.
public struct TrainingState {
  let progress: TrainingProgress
  private let file: ReadableFile
  private let header: SafetensorsHeader
  /// The shapes of the tensors, by name.
  public var shapes: [String: [Int]] {
    Dictionary(header.entries.map { ($0.name, $0.shape) }, uniquingKeysWith: { $1 })
  }
  /// Adam updates made.
  public var generatorUpdates: Int { progress.generatorUpdates }
  /// Adam updates made.
  public var discriminatorUpdates: Int { progress.discriminatorUpdates }

  private static let progressKey = "progress"
  private static let digestKey = "sha256"
  /// More than the largest latent size needs, in bytes.
  private static let maximumCount = 384 << 20

  /// Replaces the file, or leaves the old one.
  ///
  /// A lazy collection keeps one copy of a tensor in memory at a time.
  ///
  /// - Throws: `FileError`.
  static func write(
    _ progress: TrainingProgress, tensors: some Collection<NamedTensor>, to path: String
  ) throws {
    try write(text: progress.text(), tensors: tensors, to: path)
  }

  /// The same for any text of progress.
  static func write(
    text: String, tensors: some Collection<NamedTensor>, to path: String
  ) throws {
    let hasher = SHA256Hasher()
    hasher.update(text)
    for named in tensors { hasher.update(named) }
    let pieces = SafetensorsPieces(
      tensors, metadata: [progressKey: text, digestKey: hasher.finish().hex])
    try replaceFile(at: path) { file in try pieces.forEachPiece { try file.write($0) } }
  }

  /// Reads the state; nil when there is none yet.
  ///
  /// The digest comes first: what it holds for is not damaged, and foreign if it is not understood.
  ///
  /// The tensors are read when they are asked for, as their shapes may be none that anyone needs.
  ///
  /// - Throws: `RunError.damagedState` or `.foreignState`; `FileError`; `SafetensorsError`.
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
    let header = try SafetensorsHeader(of: file)
    guard let text = header.metadata[progressKey], let recorded = header.metadata[digestKey] else {
      throw RunError.damagedState(path: path, reason: "it has no record of progress")
    }
    guard try digest(text, header, of: file).hex == recorded else {
      throw RunError.damagedState(path: path, reason: "its checksum differs")
    }
    guard let progress = TrainingProgress(text: text) else { throw foreign(path, text) }
    if case .foreign = CheckpointText(Array(progress.checkpoint.utf8)) {
      throw foreign(path, progress.checkpoint)
    }
    return TrainingState(progress: progress, file: file, header: header)
  }

  /// Parameters and Adam moments of both networks, those whose names satisfy `isWanted`.
  ///
  /// - Throws: `SafetensorsError`, `FileError`.
  public func tensors(where isWanted: (String) -> Bool = { _ in true }) throws -> [NamedTensor] {
    try header.tensors(of: file, source: file.path, where: isWanted)
  }

  /// SHA-256 of the file that the archive has of a network, of whose tensors a piece at a time is in
  /// memory.
  ///
  /// - Throws: `FileError`.
  func digest(ofNetwork network: String) throws -> SHA256Digest {
    let own = header.entries.filter { $0.name.hasPrefix(network + ".") }
    let hasher = SHA256Hasher()
    let start = safetensorsHeader(
      own.map { (String($0.name.dropFirst(network.count + 1)), $0.type, $0.shape) }, metadata: [:])
    start.withUnsafeBytes { hasher.update($0) }
    for entry in own { try hasher.update(entry.byteRange, of: file) }
    return hasher.finish()
  }

  /// What to say of a text that is whole and not understood.
  private static func foreign(_ path: String, _ text: String) -> RunError {
    let origin = decodeJSONLine(Array(text.utf8), as: Provenance.self)
    return .foreignState(
      path: path, toolVersion: origin?.toolVersion, formatVersion: origin?.formatVersion)
  }

  /// SHA-256 of the progress text and all tensors: name, shape and bytes of each.
  private static func digest(
    _ text: String, _ header: SafetensorsHeader, of file: ReadableFile
  ) throws -> SHA256Digest {
    let hasher = SHA256Hasher()
    hasher.update(text)
    for entry in header.entries { try hasher.update(entry, of: file) }
    return hasher.finish()
  }
}
