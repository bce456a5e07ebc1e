import CheckpointArchive
import DurableFiles
import Experiment
import JSONLines
import Safetensors
import Tensors

/// Where a run stands, besides its tensors.
struct TrainingProgress: Codable, Equatable, Sendable {
  static let currentFormatVersion = 1

  var formatVersion = currentFormatVersion
  let run: RunIdentity
  /// Whole epochs trained.
  var epoch = 0
  /// Sums of the epoch that has begun; its `steps` are how far it is.
  var totals = EpochTotals()
  var generatorUpdates = 0
  var discriminatorUpdates = 0
  /// The exact text of the last whole epoch's `checkpoint.json`; empty before the first.
  var checkpoint = ""
}

extension TrainingProgress {
  /// Whether a run of so many steps an epoch can stand here.
  func isPossible(stepsPerEpoch: Int) -> Bool {
    guard epoch == 0 || Recipe.epochsRange.contains(epoch),
      (0..<stepsPerEpoch).contains(totals.steps),
      totals.isPossible(imagesPerHalfBatch: run.options.batchSize / 2)
    else { return false }
    let steps = epoch * stepsPerEpoch + totals.steps
    let recorded = checkpoint.isEmpty ? 0 : CheckpointInfo(text: Array(checkpoint.utf8))?.epoch
    return generatorUpdates == steps && discriminatorUpdates == steps && recorded == epoch
  }
}

/// What a run continues from: `state.safetensors`, self-sufficient; see FORMAT.md.
struct TrainingState {
  let progress: TrainingProgress
  /// Parameters and Adam moments of both networks.
  let tensors: [NamedTensor]

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
  /// - Throws: `TrainingError.damagedState` or `.newerState`; `FileError`; `SafetensorsError`.
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
      throw TrainingError.damagedState(path: path, reason: "it has no record of progress")
    }
    guard digest(text, tensors).hex == recorded else {
      throw TrainingError.damagedState(path: path, reason: "its checksum differs")
    }
    guard let progress = decodeJSONLine(Array(text.utf8), as: TrainingProgress.self) else {
      throw TrainingError.damagedState(path: path, reason: "its record of progress is unreadable")
    }
    guard progress.formatVersion <= TrainingProgress.currentFormatVersion else {
      throw TrainingError.newerState(path: path, version: progress.formatVersion)
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
