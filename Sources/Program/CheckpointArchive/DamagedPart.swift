import Experiment

/// Bytes of an archive that are not the epochs that were written there.
public struct DamagedPart: Equatable, Sendable {
  /// Where they are.
  public let range: Range<Int>
  /// The epochs that were there; none when these bytes never were an epoch.
  public let epochs: [Int]
  /// What the only epoch says of itself, where its `checkpoint.json` is whole.
  let info: CheckpointInfo?

  /// Such as `e002`, or `e002 to e004`.
  public var name: String {
    guard let first = epochs.first, let last = epochs.last else {
      return "bytes \(range.lowerBound) to \(range.upperBound)"
    }
    return first == last
      ? checkpointName(epoch: first)
      : "\(checkpointName(epoch: first)) to \(checkpointName(epoch: last))"
  }
}

extension DamagedPart {
  /// An epoch whose networks are not those that its `checkpoint.json` names.
  init(_ epoch: StoredEpoch) {
    self.init(range: epoch.range, epochs: [epoch.info.epoch], info: epoch.info)
  }

  /// Unreadable bytes between two epochs of a run that archives every `interval`th.
  init(range: Range<Int>, between last: Int, and next: Int, interval: Int) {
    let bound = Recipe.epochsRange.upperBound
    // A hostile file may name any number.
    let first = min(last, bound) / interval * interval + interval
    let numbers = stride(from: first, to: min(next, bound + 1), by: interval)
    self.init(range: range, epochs: Array(numbers), info: nil)
  }
}
