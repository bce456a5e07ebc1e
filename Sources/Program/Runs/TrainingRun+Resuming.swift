import CheckpointArchive
import DurableFiles
import Tensors

extension TrainingRun {
  /// Hands the state to `restore`, then brings recipe, archive and log to where it is.
  ///
  /// - Parameter restore: Called once if there is a state; when it throws, nothing was written.
  /// - Returns: What the user should know.
  /// - Throws: What `restore` throws; `FileError`; `RunError.damagedState` when the archive lacks
  ///   an epoch that the state's tensors are not.
  public func resume(_ restore: (TrainingState) throws -> Void) throws -> [RunNotice] {
    if let state { try restore(state) }
    if let recipeToRecord {
      try replaceFile(at: folder.recipe, contents: Array(recipeToRecord.yaml.utf8))
    }
    var notices: [RunNotice] = []
    try archive.mend()
    if archive.tornByteCount > 0 {
      notices.append(.recovered(byteCount: archive.tornByteCount))
    }
    if resumption == .appendThenTrain { try appendEpochOfState() }
    state = nil
    try reconcileLog()
    if let last = archive.epochs.last?.epoch, last > progress.epoch {
      notices.append(.recomputing(through: last))
    }
    if log.foreignCount > 0 {
      notices.append(.keptLines(path: folder.log, count: log.foreignCount))
    }
    if !isFinished, progress.epoch > 0 || progress.totals.steps > 0 {
      notices.append(.continued(epoch: progress.epoch, step: progress.totals.steps))
    }
    return notices
  }

  /// Archives the epoch that the state ends with, which a crash kept out of the archive.
  private func appendEpochOfState() throws {
    let networks = networks(in: state?.tensors ?? [])
    guard
      let image = try EpochImage(
        infoText: progress.checkpoint, networks: networks, path: folder.archive)
    else {
      throw RunError.damagedState(
        path: folder.state, reason: "its tensors are not those of its checkpoint")
    }
    try archive.append(image)
  }

  /// The networks of an epoch in the state's tensors, with the names that they have in the archive.
  private func networks(in tensors: [NamedTensor]) -> [EpochImage.Network] {
    [NetworkName.generator, NetworkName.discriminator].map { network in
      let prefix = network + "."
      let own = tensors.lazy.filter { $0.name.hasPrefix(prefix) }
        .map { NamedTensor(name: String($0.name.dropFirst(prefix.count)), tensor: $0.tensor) }
      return (network, own)
    }
  }

  /// Completes the log, and corrects it by the archive, which has checksums.
  private func reconcileLog() throws {
    let logged = log.records
    var known = Dictionary(logged.map { ($0.epoch, $0) }, uniquingKeysWith: { $1 })
    for info in archive.epochs {
      let found = known[info.epoch]
      known[info.epoch] = EpochRecord(
        info, seconds: found?.seconds, imagesPerSecond: found?.imagesPerSecond)
    }
    // An epoch that is not archived may have reached the state but not the log.
    if known[progress.epoch] == nil,
      let info = CheckpointInfo(text: Array(progress.checkpoint.utf8))
    {
      known[info.epoch] = EpochRecord(info)
    }
    let records = known.values.filter { $0.epoch >= 1 && $0.epoch <= progress.epoch }
      .sorted { $0.epoch < $1.epoch }
    if records != logged {
      try log.replaceRecords(by: records) { $0.epoch < $1.epoch }
      try log.write()
    }
  }
}
