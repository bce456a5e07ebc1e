import CheckpointArchive
import DurableFiles

extension TrainingRun {
  /// Hands the state to `restore`, then brings recipe, archive and log to where it is.
  ///
  /// - Parameter restore: Called once if there is a state; when it throws, nothing was written.
  /// - Returns: What the user should know.
  /// - Throws: What `restore` throws; `FileError`; `RunError.damagedState` when the archive lacks
  ///   an epoch that the state's tensors are not.
  public func resume(_ restore: (TrainingState) throws -> Void) throws -> [RunNotice] {
    guard let opened else { preconditionFailure("a run is resumed once") }
    self.opened = nil
    if let state = opened.state { try restore(state) }
    // What is whole in a folder that cannot be written needs nothing.
    if lock == nil || archive.refusal != nil { return [] }
    var notices: [RunNotice] = []
    if let replacing { notices.append(.replacing(begun: replacing)) }
    if let recipe = opened.recipeToRecord {
      try replaceFile(at: files.recipe, contents: Array(recipe.yaml.utf8))
    }
    try archive.mend()
    if archive.tornByteCount > 0 {
      notices.append(.recovered(byteCount: archive.tornByteCount))
    }
    if let image = try opened.epochToAppend { try archive.append(image) }
    // Told though it is written, as nobody would find them afterwards.
    let textCount = log.textCount
    if let records = opened.reconciledRecords {
      try log.replaceRecords(by: records) { $0.epoch < $1.epoch }
      try log.write()
    }
    try replaceOldRun()
    if let last = archive.epochs.last?.epoch, last > progress.epoch {
      notices.append(.recomputing(through: last))
    }
    if log.foreignCount > 0 {
      notices.append(.keptLines(path: files.log, count: log.foreignCount))
    }
    if textCount > 0 { notices.append(.droppedLines(path: files.log, count: textCount)) }
    if !isFinished, progress.epoch > 0 || progress.totals.steps > 0 {
      notices.append(.continued(epoch: progress.epoch, step: progress.totals.steps))
    }
    return notices
  }
}
