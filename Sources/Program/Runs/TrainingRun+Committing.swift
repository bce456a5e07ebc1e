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
  ///   - samples: What images of the generator are like then; nil when a pixel is no number.
  ///   - trainingDeviation: How much training images differ, as `ImageStatistics.deviation`.
  ///   - steps: Steps of the epoch that this process made.
  ///   - seconds: The time that they took.
  /// - Returns: What the log says of the epoch, and what shows in it that training has collapsed.
  /// - Throws: `RunError.otherBits` when the archive holds the epoch with other bytes;
  ///   `.folderVanished`, `ArchiveError.changed` before anything is written; `StoreError.changed` when
  ///   the epoch may have seen other images; `FileError`, after which what was durable before still is.
  public func commitEpoch(
    _ tensors: RunTensors, samples: ImageStatistics?, trainingDeviation: Double, steps: Int,
    seconds: Double
  ) throws -> (record: EpochRecord, collapses: [Collapse]) {
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
    let measurement = progress.totals.measurement(samples: samples)
    let collapses = collapses(
      in: image.info, measurement: measurement, trainingDeviation: trainingDeviation)
    progress.epoch = epoch
    progress.totals = EpochTotals()
    progress.checkpoint = image.infoText
    progress.measurement = measurement
    try writeState(tensors)
    if isKept, !isArchived { try archive.append(image) }
    let images = Double(steps * recipe.options.batchSize)
    // A clock may stand still, or be set back by whoever runs us.
    let record = EpochRecord(
      image.info, measurement: measurement, seconds: max(0, seconds),
      imagesPerSecond: seconds > 0 ? images / seconds : nil)
    try log.readAgainIfChanged()
    try log.append(record)
    try log.write()
    try replaceOldRun()
    return (record, collapses)
  }

  /// What shows a collapse; the watch goes on to the epoch.
  private func collapses(
    in info: CheckpointInfo, measurement: EpochMeasurement, trainingDeviation: Double
  ) -> [Collapse] {
    var watch = progress.watch ?? CollapseWatch()
    defer { progress.watch = watch }
    // As many images of one kind as of the other.
    return watch.collapses(
      in: info.epoch, steps: stepsPerEpoch, accuracy: (info.accuracyReal + info.accuracyFake) / 2,
      measurement: measurement, trainingDeviation: trainingDeviation)
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
