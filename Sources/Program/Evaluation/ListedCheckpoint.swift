import CheckpointArchive
import JSONLines
import Runs

/// A checkpoint of a run and what is known of it.
public struct ListedCheckpoint: Encodable, Equatable, Sendable {
  /// Such as `e050`.
  public let checkpoint: String
  /// Steps trained since the start.
  public let step: Int
  /// What it takes of the archive.
  public let bytes: Int
  /// Its records, which differ in data, judge, samples, seed or kernels.
  public let evaluations: Int
  /// That of most generated images, of several the last, but none of a trained generator where an averaged
  /// one is there; nil where none is known.
  public let frechetDistance: Double?
}

/// The checkpoints of an archive, with what the run's evaluation says of them.
///
/// - Throws: `FileError`, `RecordFileError`.
public func listedCheckpoints(
  of archive: ArchiveReader, evaluation path: String
) throws -> [ListedCheckpoint] {
  let records = Dictionary(
    grouping: try RecordFile<EvaluationRecord>(path: path).records, by: \.conditions.epoch)
  return zip(archive.epochs, archive.byteCounts).map { info, bytes in
    // In the order of the file, the last ones are of most images.
    let known = records[info.epoch, default: []].filter { $0.conditions.members == info.members }
    return ListedCheckpoint(
      checkpoint: info.name, step: info.step, bytes: bytes,
      evaluations: known.count,
      frechetDistance: known.last {
        $0.metrics.images != nil && $0.conditions.rawGenerator == nil
      }?.metrics[.frechetDistance])
  }
}
