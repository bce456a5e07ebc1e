import CheckpointArchive
import DurableFiles
import Experiment
import JSONLines
import Recipes
import TensorStore

/// What training tells whoever watches.
public enum TrainingEvent {
  /// An unfinished epoch of this many bytes was cut off the archive's end.
  case recovered(byteCount: Int)
  /// Training goes on after whole epochs and steps of the next one.
  case continued(epoch: Int, step: Int)
  /// Epochs up to this archived one are computed again, for want of their state.
  case recomputing(through: Int)
  /// A step of this epoch was made; `stepsDone` since training began or continued.
  case step(epoch: Int, stepsDone: Int)
  /// An epoch is durable.
  case epoch(EpochRecord)
}

/// How a call of `train` ended.
public enum TrainingOutcome: Equatable {
  case finished
  /// Stopped when asked, with the state saved.
  case stopped(epoch: Int, step: Int)
}

/// Trains one run to a number of epochs, from whatever its folder holds.
///
/// It holds the folder's lock. Every epoch goes to the state first, then to the archive, then to
/// the log; the bytes of state and archive are those of a run that was never interrupted.
public final class Trainer {
  /// Whole epochs and steps of the next one that are done.
  public var position: (epoch: Int, step: Int) { (progress.epoch, progress.totals.steps) }
  /// Steps of one epoch.
  public let stepsPerEpoch: Int
  /// Whether there is something to train.
  public var isFinished: Bool { progress.epoch >= recipe.epochs }
  private let folder: RunFolder
  private let recipe: Recipe
  private let store: StoreReader
  private let lock: FolderLock
  private let identity: FolderIdentity?
  private let model: AdversarialModel
  private let archive: ArchiveAppender
  private var progress: TrainingProgress
  private var records: [EpochRecord]
  private var pendingEvents: [TrainingEvent] = []

  /// Opens or creates the run.
  ///
  /// - Throws: `TrainingError`, `FileError`, `ArchiveError`, `RecipeError`, `StoreError`,
  ///   `KernelError`.
  public init(
    folder: RunFolder, store: StoreReader, recipe: Recipe, threads: Int, toolVersion: String,
    overwrite: Bool
  ) throws {
    try Self.check(recipe, store)
    model = try AdversarialModel(
      configuration: ModelConfiguration(recipe.options), threads: threads)
    try createFolder(at: folder.path)
    lock = try FolderLock(folder: folder.path)
    identity = FolderIdentity(of: folder.path)
    try removeStaleTemporaries(in: folder.path)
    try store.verifyPayload()
    if overwrite { try removeFiles(at: folder.outputs) }
    let recorded = try Self.recordedRecipe(recipe, in: folder)
    let state = try TrainingState.read(from: folder.state)
    archive = try ArchiveAppender(path: folder.archive)
    let run = RunIdentity(
      dataSha256: store.contentDigest.hex, instructionSet: model.instructionSet,
      options: recipe.options, toolVersion: toolVersion)
    try Self.check(run, against: [state?.progress.run, archive.epochs.last?.run], in: folder)
    stepsPerEpoch = store.trainImages.count / recipe.options.batchSize
    if let progress = state?.progress, !progress.isPossible(stepsPerEpoch: stepsPerEpoch) {
      throw TrainingError.damagedState(
        path: folder.state, reason: "no run can stand where it says")
    }
    (self.folder, self.store, self.recipe) = (folder, store, recipe)
    progress = state?.progress ?? TrainingProgress(run: archive.epochs.last?.run ?? run)
    records = []
    if let state { try model.restore(state) }
    let resumption = try Resumption(
      epoch: progress.epoch, steps: progress.totals.steps,
      archived: archive.epochs.map(\.epoch), keepEvery: recipe.options.keepEvery, folder: folder)
    if let recorded {
      try replaceFile(at: folder.recipe, contents: Array(recorded.yaml.utf8))
    }
    try reconcileArchiveAndLog(resumption)
  }

  private static func check(_ recipe: Recipe, _ store: StoreReader) throws(TrainingError) {
    let options = recipe.options
    guard options.batchSize <= store.trainImages.count else {
      throw .batchLargerThanData(batch: options.batchSize, images: store.trainImages.count)
    }
    guard recipe.epochs % options.keepEvery == 0 else {
      throw .unarchivedEnd(epochs: recipe.epochs, keepEvery: options.keepEvery)
    }
  }

  private static func check(
    _ run: RunIdentity, against made: [RunIdentity?], in folder: RunFolder
  ) throws(TrainingError) {
    for made in made {
      guard let made else { continue }
      let differences = run.differences(from: made)
      if made.arithmeticRevision != run.arithmeticRevision {
        throw .otherArithmetic(
          folder: folder.path, version: made.toolVersion, differences: differences)
      }
      if !differences.isEmpty {
        throw .otherRun(folder: folder.path, differences: differences)
      }
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
      throw TrainingError.otherRun(folder: folder.path, differences: differences)
    }
    return recipe.epochs > made.epochs ? recipe : nil
  }

  /// Brings archive and log to where the state is.
  private func reconcileArchiveAndLog(_ resumption: Resumption) throws {
    try archive.mend()
    if archive.tornByteCount > 0 {
      pendingEvents.append(.recovered(byteCount: archive.tornByteCount))
    }
    if resumption == .appendThenTrain {
      guard
        let image = try EpochImage(
          infoText: progress.checkpoint, networks: networks, path: folder.archive)
      else {
        throw TrainingError.damagedState(
          path: folder.state, reason: "its tensors are not those of its checkpoint")
      }
      try archive.append(image)
    }
    let logged: [EpochRecord] = try readRecords(at: folder.log)
    var known = Dictionary(logged.map { ($0.epoch, $0) }, uniquingKeysWith: { $1 })
    for info in archive.epochs {
      let found = known[info.epoch]
      // The archive has checksums, the log has none.
      known[info.epoch] = EpochRecord(
        info, seconds: found?.seconds, imagesPerSecond: found?.imagesPerSecond)
    }
    // An epoch that is not archived may have reached the state but not the log.
    if known[progress.epoch] == nil,
      let info = CheckpointInfo(text: Array(progress.checkpoint.utf8))
    {
      known[info.epoch] = EpochRecord(info)
    }
    records = known.values.filter { $0.epoch >= 1 && $0.epoch <= progress.epoch }
      .sorted { $0.epoch < $1.epoch }
    if records != logged { try writeRecords(records, at: folder.log) }
    if let last = archive.epochs.last?.epoch, last > progress.epoch {
      pendingEvents.append(.recomputing(through: last))
    }
    if progress.epoch > 0 || progress.totals.steps > 0 {
      pendingEvents.append(.continued(epoch: progress.epoch, step: progress.totals.steps))
    }
  }

  /// Trains until the recipe's epochs are done, or until `shouldStop` says so after a step.
  ///
  /// - Throws: `TrainingError.diverged` and `.otherBits`; `FileError` when an output cannot be
  ///   written, which leaves what was durable before.
  public func train(
    shouldStop: () -> Bool, observe: (TrainingEvent) throws -> Void
  ) throws -> TrainingOutcome {
    try pendingEvents.forEach(observe)
    pendingEvents = []
    var stepsDone = 0
    while !isFinished {
      let clock = ContinuousClock()
      let start = clock.now
      let firstStep = progress.totals.steps
      while progress.totals.steps < stepsPerEpoch {
        if shouldStop() {
          try saveState()
          return .stopped(epoch: progress.epoch, step: progress.totals.steps)
        }
        try trainStep()
        stepsDone += 1
        try observe(.step(epoch: progress.epoch + 1, stepsDone: stepsDone))
      }
      let seconds = (clock.now - start) / .seconds(1)
      try observe(.epoch(finishEpoch(steps: stepsPerEpoch - firstStep, seconds: seconds)))
    }
    return .finished
  }

  private func trainStep() throws {
    let (epoch, step) = (progress.epoch + 1, progress.totals.steps)
    let indices = model.drawRealIndices(
      epoch: epoch, step: step, imageCount: store.trainImages.count)
    let real = try store.pixels(indices, of: store.trainImages)
    let statistics = model.step(model.inputs(epoch: epoch, step: step, realImages: real))
    guard statistics.isFinite else {
      throw TrainingError.diverged(
        epoch: epoch, step: step + 1,
        lastGood: archive.epochs.last.map { checkpointName(epoch: $0.epoch) })
    }
    progress.totals.add(statistics)
  }

  /// Writes the state, the archive and the log of a whole epoch, in this order.
  private func finishEpoch(steps: Int, seconds: Double) throws -> EpochRecord {
    let epoch = progress.epoch + 1
    let means = progress.totals.means(imagesPerHalfBatch: recipe.options.batchSize / 2)
    let image = try EpochImage(
      info: CheckpointInfo(
        epoch: epoch, step: epoch * stepsPerEpoch, discriminatorLoss: means.discriminatorLoss,
        generatorLoss: means.generatorLoss, accuracyReal: means.real, accuracyFake: means.fake,
        run: progress.run),
      networks: networks, path: folder.archive)
    let isArchived = epoch <= archive.epochs.last?.epoch ?? 0
    if epoch % recipe.options.keepEvery == 0, isArchived, try !archive.holds(image) {
      throw TrainingError.otherBits(
        archive: folder.archive, checkpoint: checkpointName(epoch: epoch))
    }
    progress.epoch = epoch
    progress.totals = EpochTotals()
    progress.checkpoint = image.infoText
    try saveState()
    if epoch % recipe.options.keepEvery == 0, !isArchived { try archive.append(image) }
    let images = Double(steps * recipe.options.batchSize)
    // A clock may stand still, or be set back by whoever runs us.
    let record = EpochRecord(
      image.info, seconds: max(0, seconds), imagesPerSecond: seconds > 0 ? images / seconds : nil)
    records.append(record)
    try writeRecords(records, at: folder.log)
    return record
  }

  /// What an epoch archives.
  private var networks: [EpochImage.Network] {
    [
      (NetworkName.generator, model.generatorTensors),
      (NetworkName.discriminator, model.discriminatorTensors),
    ]
  }

  private func saveState() throws {
    guard FolderIdentity(of: folder.path) == identity else {
      throw TrainingError.folderVanished(folder.path)
    }
    progress.generatorUpdates = model.generatorUpdates
    progress.discriminatorUpdates = model.discriminatorUpdates
    try TrainingState.write(progress, tensors: model.stateTensors, to: folder.state)
  }
}

extension AdversarialModel {
  /// Continues where `state` was written.
  fileprivate func restore(_ state: TrainingState) throws {
    try restore(
      stateTensors: state.tensors, generatorUpdates: state.progress.generatorUpdates,
      discriminatorUpdates: state.progress.discriminatorUpdates)
  }
}

extension ModelConfiguration {
  fileprivate init(_ options: TrainingOptions) {
    self.init(
      latentDimension: options.latentDim, batchSize: options.batchSize,
      learningRate: Float(options.learningRate), beta1: Float(options.beta1),
      dropout: Float(options.dropout), seed: options.seed, precision: options.precision)
  }
}
