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

extension Recipe {
  /// Refuses a recipe of which a run on the images of the store cannot come to its end.
  ///
  /// - Throws: `RunError.batchLargerThanData`, `.unarchivedEnd`.
  public func expectUse(of store: StoreReader) throws(RunError) {
    try options.expectBatches(in: store)
    guard epochs % options.keepEvery == 0 else {
      throw .unarchivedEnd(epochs: epochs, keepEvery: options.keepEvery)
    }
  }
}
