import Runs

/// When each epoch of a run was trained, in seconds since training began, as far as its log tells.
struct TrainingTimes {
  private let ends: [(epoch: Int, seconds: Double)]

  /// Whether the log has the times of all its epochs.
  let areKnown: Bool

  /// Of the records of `train.jsonl`, by ascending epoch.
  init(of records: [EpochRecord]) {
    areKnown = !records.isEmpty && records.allSatisfy { $0.seconds != nil }
    var sum = 0.0
    ends =
      areKnown
      ? records.map { record in
        sum += record.seconds ?? 0
        return (record.epoch, sum)
      } : []
  }

  /// The end of an epoch, or of the last one before it that the log has; 0 where that is unknown.
  func end(of epoch: Int) -> Double { ends.last { $0.epoch <= epoch }?.seconds ?? 0 }
}
