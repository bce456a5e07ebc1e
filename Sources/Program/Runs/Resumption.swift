import CheckpointArchive
import Experiment

/// How a run goes on, from what its state and its archive hold.
///
/// The state is written before the archive, so a crash leaves them at most one epoch apart; restored
/// backups may leave them further.
enum Resumption: Equatable {
  /// Train on from the state, or from the start without one. Epochs that the archive holds already
  /// are computed again and must come out the same.
  case train
  /// The same, once the state's epoch is in the archive.
  case appendThenTrain

  /// Decides for a state of `epoch` whole epochs that is `steps` steps into the next.
  ///
  /// - Throws: `RunError.missingEpochs` when the archive lacks epochs that the state cannot
  ///   restore.
  init(
    epoch: Int, steps: Int, archived: [Int], keepEvery: Int, folder: RunFolder
  ) throws(RunError) {
    let missing: [Int]
    (missing, self) = Self.plan(epoch, steps, archived: archived, keepEvery: keepEvery)
    if let first = missing.first {
      throw .missingEpochs(
        archive: folder.archive, names: missing.map { checkpointName(epoch: $0) },
        state: first > archived.last ?? 0 ? folder.state : nil)
    }
  }

  /// The epochs that the archive lacks and the state cannot restore, and how to go on without any.
  static func plan(
    _ epoch: Int, _ steps: Int, archived: [Int], keepEvery: Int
  ) -> (missing: [Int], Resumption) {
    let last = max(archived.last ?? 0, epoch)
    let kept = (1...max(1, last / keepEvery)).map { $0 * keepEvery }.filter { $0 <= last }
    let there = Set(archived)
    var missing = kept.filter { !there.contains($0) }
    // An archive only grows at its end.
    guard missing.last == epoch && steps == 0 && epoch > archived.last ?? 0 else {
      return (missing, .train)
    }
    missing.removeLast()
    return (missing, .appendThenTrain)
  }
}
