import CheckpointArchive
import DurableFiles
import Experiment
import JSONLines
import Recipes
import TensorStore

/// A run in training: the one way in which its files are written.
///
/// It holds the folder's lock. Opening it changes nothing, `resume` brings its files to where the
/// state is, and every epoch goes to the state first, then to the archive, then to the log; the
/// bytes of state and archive are those of a run that was never interrupted.
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
  let recipe: Recipe
  let store: StoreReader
  let archive: ArchiveAppender
  var progress: TrainingProgress
  var log: RecordFile<EpochRecord>
  /// What `resume` continues from; nil when there is no state, and once it has.
  var state: TrainingState?
  /// What to record as the run's recipe; nil when that is there already.
  let recipeToRecord: Recipe?
  let resumption: Resumption
  private let lock: FolderLock
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
  ///   - overwrite: Whether what a run left in the folder is removed first.
  /// - Throws: `RunError`, `FileError`, `ArchiveError`, `RecipeError`, `SafetensorsError`,
  ///   `StoreError`; the files are what they were.
  public init(
    folder: RunFolder, store: StoreReader, recipe: Recipe, instructionSet: String,
    toolVersion: String, overwrite: Bool
  ) throws {
    try Self.check(recipe, store)
    try createFolder(at: folder.path)
    lock = try FolderLock(folder: folder.path, name: RunFolder.trainingLock)
    identity = FolderIdentity(of: folder.path)
    try removeStaleTemporaries(in: folder.path)
    try store.verifyPayload()
    if overwrite { try removeFiles(at: folder.outputs) }
    recipeToRecord = try Self.recordedRecipe(recipe, in: folder)
    let state = try TrainingState.read(from: folder.state)
    let run = RunIdentity(
      dataSha256: store.contentDigest.hex, instructionSet: instructionSet,
      options: recipe.options, toolVersion: toolVersion)
    // Before the archive, whose damage no other arithmetic could mend.
    try run.expectAgreement(with: state?.progress.run, in: folder)
    archive = try ArchiveAppender(path: folder.archive)
    for info in archive.epochs { try run.expectAgreement(with: info.run, in: folder) }
    stepsPerEpoch = store.trainImages.count / recipe.options.batchSize
    if let progress = state?.progress, !progress.isPossible(stepsPerEpoch: stepsPerEpoch) {
      throw RunError.damagedState(path: folder.state, reason: "no run can stand where it says")
    }
    (self.folder, self.recipe, self.store, self.state) = (folder, recipe, store, state)
    log = try RecordFile(path: folder.log)
    progress = state?.progress ?? TrainingProgress(run: archive.epochs.last?.run ?? run)
    resumption = try Resumption(
      epoch: progress.epoch, steps: progress.totals.steps,
      archived: archive.epochs.map(\.epoch), keepEvery: recipe.options.keepEvery, folder: folder)
  }

  /// Refuses to write where the run is no more, or where another may write.
  func expectFolder() throws {
    guard FolderIdentity(of: folder.path) == identity else {
      throw RunError.folderVanished(folder.path)
    }
    try lock.expectHeld()
  }
}

// MARK: - Checks

extension TrainingRun {
  private static func check(_ recipe: Recipe, _ store: StoreReader) throws(RunError) {
    let options = recipe.options
    try options.expectBatches(in: store)
    guard recipe.epochs % options.keepEvery == 0 else {
      throw .unarchivedEnd(epochs: recipe.epochs, keepEvery: options.keepEvery)
    }
  }

  /// What to record as the run's recipe; nil when that is there already.
  private static func recordedRecipe(_ recipe: Recipe, in folder: RunFolder) throws -> Recipe? {
    let made: Recipe
    do {
      made = try Recipe(path: folder.recipe, others: .whenMissing)
    } catch FileError.missing {
      return recipe
    }
    let differences = recipe.options.differences(from: made.options)
    guard differences.isEmpty else {
      throw RunError.otherRun(folder: folder.path, differences: differences)
    }
    return recipe.epochs > made.epochs ? recipe : nil
  }
}
