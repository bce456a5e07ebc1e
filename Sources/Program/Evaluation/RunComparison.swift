import DurableFiles

/// Several runs at the same epochs, under the same conditions.
public struct RunComparison: Sendable {
  /// What a run scored at an epoch.
  public struct Entry: Encodable, Sendable {
    /// The run's folder, as it was named.
    public let run: String
    /// Which runs it differs from in the seed only, counted from 1.
    public let group: Int
    /// The seed that it was trained with.
    public let seed: UInt64
    public let checkpoint: String
    public let metrics: CheckpointQuality
  }

  /// A run that is not among the entries, as its records were made under other conditions.
  public struct Omission: Encodable, Sendable {
    public let run: String
    /// Their keys.
    public let otherConditions: [String]
  }

  /// By epoch, then in the order in which the runs were named.
  public let entries: [Entry]
  /// By epoch, then by group; of the groups of two runs or more.
  public let spreads: [MetricSpread]
  /// In the order in which they were named.
  public let omissions: [Omission]

  /// Compares the evaluations that runs keep, at the epochs that all of them have.
  ///
  /// The conditions are those that most runs have records of, then those of most records, then those met
  /// first.
  ///
  /// - Parameter paths: Run folders, two at least.
  /// - Throws: `ComparisonError`; `ArchiveError`, `FileError`, `RecordFileError`.
  public init(of paths: [String]) throws {
    for (index, path) in paths.enumerated() {
      guard let folder = EntryNumber(of: path) else { continue }
      if let same = paths[..<index].first(where: { EntryNumber(of: $0) == folder }) {
        throw ComparisonError.sameRun(first: same, second: path)
      }
    }
    let all = try paths.map(ComparedRun.init)
    let measure = Self.mostCommonMeasure(of: all)
    var omissions: [Omission] = []
    var runs: [(run: ComparedRun, records: [Int: EvaluationRecord])] = []
    for run in all {
      let records = run.records(under: measure)
      if records.isEmpty {
        let others = run.records.map { $0.conditions.measure.differences(from: measure) }
        omissions.append(
          Omission(
            run: run.path, otherConditions: others.min { $0.count < $1.count } ?? []))
      } else {
        runs.append((run, records))
      }
    }
    let epochs = runs.dropFirst().reduce(Set(runs[0].records.keys)) {
      $0.intersection($1.records.keys)
    }.sorted()
    guard !epochs.isEmpty else { throw ComparisonError.noCommonEpoch(runs: runs.map(\.run.path)) }
    let groups = Self.groups(of: runs.map(\.run))
    entries = epochs.flatMap { epoch in
      zip(runs, groups).compactMap { run, group in
        run.records[epoch].map {
          Entry(
            run: run.run.path, group: group, seed: run.run.identity.options.seed,
            checkpoint: $0.checkpoint, metrics: $0.metrics)
        }
      }
    }
    self.omissions = omissions
    spreads = MetricSpread.all(of: entries)
  }

  private static func mostCommonMeasure(of runs: [ComparedRun]) -> Measure {
    var order: [Measure] = []
    var counts: [Measure: (runs: Int, records: Int)] = [:]
    for run in runs {
      let measures = run.records.map(\.conditions.measure)
      for measure in measures where counts[measure] == nil {
        order.append(measure)
        counts[measure] = (0, 0)
      }
      for measure in measures { counts[measure]?.records += 1 }
      for measure in Set(measures) { counts[measure]?.runs += 1 }
    }
    return order.dropFirst().reduce(order[0]) { best, measure in
      (counts[measure] ?? (0, 0)) > (counts[best] ?? (0, 0)) ? measure : best
    }
  }

  /// For each run the number of the first group that it belongs to, from 1.
  private static func groups(of runs: [ComparedRun]) -> [Int] {
    var firsts: [ComparedRun] = []
    return runs.map { run in
      if let group = firsts.firstIndex(where: run.differsInSeedOnly) { return group + 1 }
      firsts.append(run)
      return firsts.count
    }
  }
}
