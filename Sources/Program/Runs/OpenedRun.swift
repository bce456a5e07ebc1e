import CheckpointArchive
import DurableFiles
import Experiment
import JSONLines
import Tensors

/// What the files of a run say, and how it goes on to what is asked for; nothing was written.
struct OpenedRun {
  /// Where the files lie.
  let files: RunFolder
  let recipe: Recipe
  /// What to record as the run's recipe; nil when that is there already.
  let recipeToRecord: Recipe?
  /// What to continue from; nil when there is no state.
  let state: TrainingState?
  let archive: ArchiveAppender
  let log: RecordFile<EpochRecord>
  let progress: TrainingProgress
  let resumption: Resumption

  /// Reads the files and compares recipe, state and archive with what is asked for.
  ///
  /// - Parameters:
  ///   - files: Where they lie.
  ///   - recipe: What the run is to become; of a run that exists only the epochs may differ.
  ///   - run: What it is to be.
  ///   - stepsPerEpoch: Of its data; nil when that is not at hand.
  /// - Throws: `RunError`, `FileError`, `ArchiveError`, `RecipeError`, `SafetensorsError`.
  init(
    _ files: RunFolder, recipe: Recipe, run: RunIdentity, stepsPerEpoch: Int?
  ) throws {
    recipeToRecord = try Self.recordedRecipe(recipe, in: files)
    state = try TrainingState.read(from: files.state)
    // Before the archive, whose damage no other arithmetic could mend.
    try run.expectAgreement(with: state?.progress.run, in: files)
    archive = try ArchiveAppender(path: files.archive)
    for info in archive.epochs { try run.expectAgreement(with: info.run, in: files) }
    if let progress = state?.progress, let stepsPerEpoch,
      !progress.isPossible(stepsPerEpoch: stepsPerEpoch)
    {
      throw RunError.damagedState(path: files.state, reason: "no run can stand where it says")
    }
    log = try RecordFile(path: files.log)
    progress = state?.progress ?? TrainingProgress(run: archive.epochs.last?.run ?? run)
    resumption = try Resumption(
      epoch: progress.epoch, steps: progress.totals.steps,
      archived: archive.epochs.map(\.epoch), keepEvery: recipe.options.keepEvery, folder: files)
    self.files = files
    self.recipe = recipe
  }

  /// Refuses a run in a folder or archive that cannot be written, unless it is as long as it is to
  /// be and every file is what it would be made.
  ///
  /// - Throws: `refusal`, or the archive's.
  func expectWriting(in folder: RunFolder, refusal: FileError?) throws(FileError) {
    guard let refusal = refusal ?? archive.refusal else { return }
    guard files == folder, progress.epoch >= recipe.epochs, recipeToRecord == nil,
      archive.isTidy, resumption == .train, reconciledRecords == nil
    else { throw refusal }
  }

  /// What to record as the run's recipe; nil when that is there already.
  private static func recordedRecipe(
    _ recipe: Recipe, in files: RunFolder
  ) throws -> Recipe? {
    guard let made = try Recipe(recordedIn: files) else { return recipe }
    let differences = recipe.options.differences(from: made.options)
    guard differences.isEmpty else {
      throw RunError.otherRun(folder: files.path, differences: differences)
    }
    return recipe.epochs > made.epochs ? recipe : nil
  }
}

// MARK: - Log

extension OpenedRun {
  /// What the log is to hold: complete, and corrected by the archive, which has checksums; nil when
  /// that is what it holds.
  var reconciledRecords: [EpochRecord]? {
    let logged = log.records
    var known = Dictionary(logged.map { ($0.epoch, $0) }, uniquingKeysWith: { $1 })
    for info in archive.epochs {
      let found = known[info.epoch]
      let measured = info.epoch == progress.epoch ? progress.measurement : nil
      known[info.epoch] = EpochRecord(
        info, measurement: measured ?? found?.measurement, seconds: found?.seconds,
        imagesPerSecond: found?.imagesPerSecond)
    }
    // An epoch that is not archived may have reached the state but not the log.
    if known[progress.epoch] == nil,
      let info = CheckpointInfo(text: Array(progress.checkpoint.utf8))
    {
      known[info.epoch] = EpochRecord(info, measurement: progress.measurement)
    }
    let records = known.values.filter { $0.epoch >= 1 && $0.epoch <= progress.epoch }
      .sorted { $0.epoch < $1.epoch }
    return records == logged ? nil : records
  }
}

// MARK: - Archive

extension OpenedRun {
  /// The epoch that the state ends with, which a crash kept out of the archive; nil when none is.
  ///
  /// - Throws: `RunError.damagedState` when the state's tensors are not that epoch's.
  var epochToAppend: EpochImage? {
    get throws {
      guard let state, resumption == .appendThenTrain else { return nil }
      let tensors = try state.tensors { name in
        networkNames.contains { name.hasPrefix($0 + ".") }
      }
      guard
        let image = try EpochImage(
          infoText: progress.checkpoint, networks: networks(in: tensors), path: files.archive)
      else { throw otherTensors }
      return image
    }
  }

  /// Makes sure that there is such an epoch, or none, without taking memory for it.
  ///
  /// - Throws: As `epochToAppend`.
  func expectEpochToAppend() throws {
    guard let state, resumption == .appendThenTrain else { return }
    let digests = try networkNames.map { ($0, try state.digest(ofNetwork: $0)) }
    guard let info = CheckpointInfo(text: Array(progress.checkpoint.utf8)),
      info.isOfNetworks(Dictionary(uniqueKeysWithValues: digests))
    else { throw otherTensors }
  }

  private var otherTensors: RunError {
    .damagedState(path: files.state, reason: "its tensors are not those of its checkpoint")
  }

  /// The networks whose tensors a state has, in the order of the archive.
  private var networkNames: [String] { NetworkName.all(of: recipe.options) }

  /// The networks of an epoch in the state's tensors, with the names that they have in the archive.
  private func networks(in tensors: [NamedTensor]) -> [EpochImage.Network] {
    networkNames.map { network in
      let prefix = network + "."
      let own = tensors.lazy.filter { $0.name.hasPrefix(prefix) }
        .map { NamedTensor(name: String($0.name.dropFirst(prefix.count)), tensor: $0.tensor) }
      return (network, own)
    }
  }
}
