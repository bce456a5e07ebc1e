import CheckpointArchive
import DurableFiles
import Experiment
import TensorStore

/// The cure of a run's damaged epochs: the run is computed again from its start, in memory, and
/// each of its epochs compared with the archive.
///
/// Whole epochs must come out as they are; damaged ones are written back in their places, and those
/// appended that the state has behind it and the archive's end has lost. Nothing else is touched,
/// neither the state nor the log. It holds the run's lock.
public final class RunRepair {
  /// Whole epochs and steps of the next one that are computed.
  public var position: (epoch: Int, step: Int) { (progress.epoch, progress.totals.steps) }
  /// Steps of one epoch.
  public let stepsPerEpoch: Int
  /// The epochs that are still damaged or missing, in order.
  public var damagedEpochs: [Int] { repair.damagedEpochs + missing }
  private let files: RunFolder
  private let store: StoreReader
  private let repair: ArchiveRepair
  private let lock: FolderLock
  private var progress: TrainingProgress
  /// The epochs behind the last one in the archive that the state alone cannot restore.
  private var missing: [Int]
  /// What those are appended to, once the others are whole.
  private var archive: ArchiveAppender?

  /// Looks for the damaged epochs, and changes nothing.
  ///
  /// - Parameters:
  ///   - folder: Must hold an archive.
  ///   - store: The data; its digest is compared.
  ///   - options: The run's.
  ///   - instructionSet: The kernels', on which the last bits depend.
  ///   - toolVersion: For a run of which no epoch can be read.
  /// - Throws: `RunError` when the run was made in another way; `ArchiveError` when it cannot be
  ///   repaired; `FileError`, `StoreError`.
  public init(
    folder: RunFolder, store: StoreReader, options: TrainingOptions, instructionSet: String,
    toolVersion: String
  ) throws {
    guard FolderIdentity(of: folder.path) != nil else {
      throw ArchiveError.missing(path: folder.archive)
    }
    lock = try FolderLock(folder: folder.path, name: RunFolder.trainingLock)
    let replacement = RunReplacement(folder: folder)
    files = replacement.standing
    guard replacement.current == files else {
      throw RunError.replacementBegun(folder: folder.path, begun: replacement.begun.path)
    }
    try options.expectBatches(in: store)
    repair = try ArchiveRepair(path: files.archive)
    try store.verifyPayload()
    let run = RunIdentity(
      dataSha256: store.contentDigest.hex, instructionSet: instructionSet, options: options,
      toolVersion: toolVersion)
    try run.expectAgreement(with: repair.run, in: folder)
    stepsPerEpoch = store.trainImages.count / options.batchSize
    progress = TrainingProgress(run: repair.run ?? run)
    self.store = store
    missing = try Self.missing(in: files, found: repair.epochs, keepEvery: options.keepEvery)
  }

  /// Counts a step of the epoch that has begun.
  public func addStep(_ step: StepMeasurement) { progress.totals.add(step) }

  /// Compares the epoch whose steps were counted with the archive, or writes it there.
  ///
  /// - Parameter tensors: The networks after the epoch's last step.
  /// - Returns: The epochs that are whole again, if any.
  /// - Throws: `RunError.otherRepair` when the archive holds other bytes; `StoreError.changed` when
  ///   the epoch may have seen other images; `FileError`, after which what was damaged is still
  ///   damaged, or whole.
  public func finishEpoch(_ tensors: RunTensors) throws -> [Int] {
    try store.expectUnchanged()
    let image = try progress.nextEpoch(
      tensors, stepsPerEpoch: stepsPerEpoch, path: files.archive)
    progress.epoch += 1
    progress.totals = EpochTotals()
    try lock.expectHeld()
    guard progress.epoch % progress.run.options.keepEvery == 0 else { return [] }
    if missing.first == progress.epoch {
      let archive = try archive ?? ArchiveAppender(path: files.archive)
      self.archive = archive
      try archive.append(image)
      return [missing.removeFirst()]
    }
    switch try repair.take(image) {
    case .whole, .taken: return []
    case .restored(let epochs): return epochs
    case .differs:
      throw RunError.otherRepair(archive: files.archive, checkpoint: image.info.name)
    }
  }

  /// What the state has behind it and an archive of the epochs `found` lacks at its end.
  private static func missing(
    in files: RunFolder, found: [Int], keepEvery: Int
  ) throws -> [Int] {
    guard let progress = try TrainingState.read(from: files.state)?.progress else { return [] }
    let (missing, _) = Resumption.plan(
      progress.epoch, progress.totals.steps, archived: found, keepEvery: keepEvery)
    return missing.filter { $0 > found.last ?? 0 }
  }
}
