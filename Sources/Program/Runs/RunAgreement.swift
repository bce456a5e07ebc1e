import CheckpointArchive
import Experiment
import TensorStore

extension RunIdentity {
  /// Refuses to go on with what was made in another way.
  ///
  /// - Parameters:
  ///   - made: What a file of the run says; nil when there is none.
  ///   - folder: For the message.
  /// - Throws: `RunError.otherArithmetic`, `.otherRun`.
  func expectAgreement(with made: RunIdentity?, in folder: RunFolder) throws(RunError) {
    guard let made else { return }
    let differences = differences(from: made)
    if made.arithmeticRevision != arithmeticRevision {
      throw .otherArithmetic(
        folder: folder.path, version: made.toolVersion, differences: differences)
    }
    if !differences.isEmpty {
      throw .otherRun(folder: folder.path, differences: differences)
    }
  }
}

extension TrainingOptions {
  /// Refuses batches that the store cannot fill.
  ///
  /// - Throws: `RunError.batchLargerThanData`.
  func expectBatches(in store: StoreReader) throws(RunError) {
    guard batchSize <= store.trainImages.count else {
      throw .batchLargerThanData(batch: batchSize, images: store.trainImages.count)
    }
  }
}

/// Refuses a run whose state or archive another version wrote in a way that this one does not know.
///
/// - Throws: `RunError.foreignState`, `ArchiveError.foreign`; whatever else is wrong with them.
public func expectKnownFiles(in folder: RunFolder) throws {
  _ = try TrainingState.read(from: folder.state)
  _ = try ArchiveAppender(path: folder.archive)
}
