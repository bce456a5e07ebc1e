import CheckpointArchive
import DurableFiles
import Experiment
import JSONLines
import TensorStore

/// A run in training: the one way in which its files are written.
///
/// It holds the folder's lock. Opening it changes nothing of the run that is there, `resume` brings
/// its files to where the state is, and every epoch goes to the state first, then to the archive,
/// then to the log; the bytes of state and archive are those of a run that was never interrupted.
public final class TrainingRun {
  /// Whole epochs and steps of the next one that are done.
  public var position: (epoch: Int, step: Int) { (progress.epoch, progress.totals.steps) }
  /// Steps of one epoch.
  public let stepsPerEpoch: Int
  /// Whether there is something to train.
  public var isFinished: Bool { progress.epoch >= recipe.epochs }
  /// The last epoch in the archive; nil when there is none.
  public var lastArchived: CheckpointInfo? { archive.epochs.last }
  let folder: RunFolder
  /// Where its files lie: not in the folder itself while an older run is there, which it replaces.
  var files: RunFolder
  let recipe: Recipe
  let store: StoreReader
  let archive: ArchiveAppender
  var progress: TrainingProgress
  var log: RecordFile<EpochRecord>
  /// Where the run is that was begun to replace another, if this goes on with it.
  let replacing: String?
  /// What `resume` goes on from; nil once it has.
  var opened: OpenedRun?
  /// Nil for a run that is whole in a folder that cannot be written.
  let lock: FolderLock?
  private let identity: FolderIdentity?

  /// Opens the run, or begins it: takes the lock, checks the store, and compares recipe, state and
  /// archive with what is asked for.
  ///
  /// - Parameters:
  ///   - folder: Created when it is missing.
  ///   - store: The data; its digest is compared.
  ///   - recipe: What the run is to become; of a run that exists only the epochs may differ.
  ///   - instructionSet: The kernels', on which the last bits depend.
  ///   - toolVersion: Recorded in every checkpoint.
  ///   - overwrite: Whether a new run is to take the place of the one in the folder, once it has an
  ///     archived epoch.
  /// - Throws: `RunError`, `FileError`, `ArchiveError`, `RecipeError`, `SafetensorsError`,
  ///   `StoreError`; the files are what they were.
  public init(
    folder: RunFolder, store: StoreReader, recipe: Recipe, instructionSet: String,
    toolVersion: String, overwrite: Bool
  ) throws {
    try recipe.expectUse(of: store)
    try createFolder(at: folder.path)
    let refusal: FileError?
    (lock, refusal) = try Self.lock(folder)
    if overwrite, let refusal { throw refusal }
    identity = FolderIdentity(of: folder.path)
    try removeStaleTemporaries(in: folder.path)
    let replacement = RunReplacement(folder: folder)
    try store.verifyPayload()
    files = try overwrite ? replacement.begin() : replacement.current
    replacing = overwrite || files != replacement.begun ? nil : files.path
    stepsPerEpoch = store.trainImages.count / recipe.options.batchSize
    let opened = try OpenedRun(
      files, recipe: recipe,
      run: RunIdentity(
        dataSha256: store.contentDigest.hex, instructionSet: instructionSet,
        options: recipe.options, toolVersion: toolVersion),
      stepsPerEpoch: stepsPerEpoch)
    try opened.expectWriting(in: folder, refusal: refusal)
    (self.folder, self.recipe, self.store, self.opened) = (folder, recipe, store, opened)
    (archive, progress, log) = (opened.archive, opened.progress, opened.log)
  }

  /// Takes the folder's lock, or says why it cannot be written.
  private static func lock(_ folder: RunFolder) throws -> (FolderLock?, FileError?) {
    do {
      return (try FolderLock(folder: folder.path, name: RunFolder.trainingLock), nil)
    } catch let error as FileError where error.isRefusal {
      return (nil, error)
    }
  }

  /// Refuses to write where the run is no more, or where another may write.
  func expectFolder() throws {
    guard FolderIdentity(of: folder.path) == identity else {
      throw RunError.folderVanished(folder.path)
    }
    try lock?.expectHeld()
  }
}
