import CheckpointArchive
import DurableFiles

extension TrainingRun {
  /// Counts a step of the epoch that has begun.
  public func addStep(_ step: StepMeasurement) { progress.totals.add(step) }

  /// Writes the state, the archive and the log of a whole epoch, in this order, each durable before
  /// the next.
  ///
  /// - Parameters:
  ///   - tensors: The networks after the epoch's last step.
  ///   - steps: Steps of the epoch that this process made.
  ///   - seconds: The time that they took.
  /// - Returns: What the log says of the epoch.
  /// - Throws: `RunError.otherBits` when the archive holds the epoch with other bytes;
  ///   `.folderVanished`, `ArchiveError.changed` before anything is written; `StoreError.changed` when
  ///   the epoch may have seen other images; `FileError`, after which what was durable before still is.
  public func commitEpoch(
    _ tensors: RunTensors, steps: Int, seconds: Double
  ) throws -> EpochRecord {
    try store.expectUnchanged()
    try expectFolder()
    try archive.expectUnchanged()
    let image = try progress.nextEpoch(
      tensors, stepsPerEpoch: stepsPerEpoch, path: files.archive)
    let epoch = image.info.epoch
    let isKept = epoch % recipe.options.keepEvery == 0
    let isArchived = epoch <= archive.epochs.last?.epoch ?? 0
    if isKept, isArchived, try !archive.holds(image) {
      throw RunError.otherBits(archive: files.archive, checkpoint: image.info.name)
    }
    progress.epoch = epoch
    progress.totals = EpochTotals()
    progress.checkpoint = image.infoText
    try writeState(tensors)
    if isKept, !isArchived { try archive.append(image) }
    let images = Double(steps * recipe.options.batchSize)
    // A clock may stand still, or be set back by whoever runs us.
    let record = EpochRecord(
      image.info, seconds: max(0, seconds), imagesPerSecond: seconds > 0 ? images / seconds : nil)
    try log.readAgainIfChanged()
    try log.append(record)
    try log.write()
    try replaceOldRun()
    return record
  }

  /// Writes the state as it is after the steps that were counted, from which a run continues.
  ///
  /// - Throws: `RunError.folderVanished`, `StoreError.changed`, `FileError`, after which the old state
  ///   is still there; `ArchiveError.changed` after the state was written, which needs the archive.
  public func saveState(_ tensors: RunTensors) throws {
    try store.expectUnchanged()
    try writeState(tensors)
    try archive.expectUnchanged()
  }

  private func writeState(_ tensors: RunTensors) throws {
    try expectFolder()
    progress.generatorUpdates = tensors.generatorUpdates
    progress.discriminatorUpdates = tensors.discriminatorUpdates
    try TrainingState.write(progress, tensors: tensors.state, to: files.state)
  }

  /// Puts the run in the place of the older one, if there is one and this one has an archived epoch.
  ///
  /// While someone evaluates or draws the old run it stays, and the next epoch tries again.
  ///
  /// - Throws: `FileError`; `.locked` only when there is no next epoch.
  func replaceOldRun() throws {
    guard files != folder, !archive.epochs.isEmpty else { return }
    do {
      try RunReplacement(folder: folder).finish()
    } catch FileError.locked where !isFinished {
      return
    }
    files = folder
    archive.move(to: files.archive)
    log.path = files.log
  }
}
