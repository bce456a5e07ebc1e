import CheckpointArchive

/// The epochs that a report has pictures of.
struct ShownEpochs: Equatable {
  /// Their numbers, ascending; also those that some of the runs lack, or that are damaged there.
  let numbers: [Int]
  /// All are shown that this divides, with the milestones, and the first, last and best of each run.
  let interval: Int
  /// Those of them that are 1, 2 or 5 times a power of ten, and the last: as a generator changes most in
  /// the beginning, they show how it learned.
  var milestones: [Int] {
    numbers.filter { $0 == numbers.last || Self.isMilestone($0) }
  }

  /// Pictures of so many epochs, of all runs together, keep a report below 6 MB.
  static let most = 60

  /// Of each run the epochs that it has, damaged ones too, and the best, if one is known.
  ///
  /// The interval is the least of 1, 2, 5, 10, 20 and so on that keeps within `limit`, but for those that are
  /// shown in any case.
  init(of runs: [(epochs: [Int], best: Int?)], limit: Int = most) {
    var interval = 1
    func chosen(_ epochs: [Int]) -> [Int] { epochs.filter { $0.isMultiple(of: interval) } }
    while runs.reduce(0, { $0 + chosen($1.epochs).count }) > limit {
      interval = String(interval).first == "2" ? interval / 2 * 5 : interval * 2
    }
    let ends = runs.flatMap { [$0.epochs.first, $0.epochs.last, $0.best].compactMap { $0 } }
    let milestones = runs.flatMap { $0.epochs.filter(Self.isMilestone) }
    numbers = Set(runs.flatMap { chosen($0.epochs) } + ends + milestones).sorted()
    self.interval = interval
  }

  private static func isMilestone(_ epoch: Int) -> Bool {
    var rest = epoch
    while rest.isMultiple(of: 10), rest > 0 { rest /= 10 }
    return [1, 2, 5].contains(rest)
  }
}
