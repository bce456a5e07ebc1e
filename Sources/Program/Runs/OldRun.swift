import CheckpointArchive
import DurableFiles
import JSONLines

/// A run that is there, such as `train --overwrite` takes the place of, as far as it can be read.
public struct OldRun: Equatable, Sendable {
  /// Archived epochs that can be read.
  public let epochs: Int
  /// The time of training, as the log has it.
  public let seconds: Double
  /// The log's last record; nil without any.
  public let lastRecord: EpochRecord?
  /// Whether there is an evaluation, and whether there are pictures.
  public let hasEvaluation, hasPictures: Bool
  /// Whether a run was begun before to take its place, and is not that far.
  public let hasBegunReplacement: Bool

  /// Looks into a folder; nil when it holds no run.
  public init?(in folder: RunFolder) {
    let replacement = RunReplacement(folder: folder)
    let files = replacement.standing
    guard [files.archive, files.state, files.log, files.recipe].contains(where: Self.exists) else {
      return nil
    }
    // One that is damaged goes as well.
    epochs = (try? ArchiveReader(path: files.archive))?.epochs.count ?? 0
    let log = try? RecordFile<EpochRecord>(path: files.log)
    let times = log?.records.compactMap(\.seconds).filter { $0.isFinite && $0 > 0 } ?? []
    seconds = times.reduce(0, +)
    lastRecord = log?.records.last
    hasEvaluation = Self.exists(folder.evaluation)
    hasPictures = [folder.images, folder.frames].contains { FolderIdentity(of: $0) != nil }
    hasBegunReplacement = replacement.current == replacement.begun
  }

  private static func exists(_ path: String) -> Bool { FileIdentity(of: path) != nil }
}
