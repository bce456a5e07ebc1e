import CheckpointArchive
import Evaluation
import JSONLines
import Runs

/// The numbers that a run has for each epoch: those of `train.jsonl` and of `evaluation.jsonl`.
public struct RunHistory: Sendable {
  /// What readers know the run by.
  public let name: String
  /// By ascending epoch.
  let training: [EpochNumbers]
  /// Of one measurement, by ascending epoch; empty when nothing was evaluated.
  let evaluations: [EpochNumbers]
  /// How the checkpoints were measured; nil when none were.
  let measurement: Measurement?
  /// Lines of other versions, by the paths of the files that have them.
  public let foreignLines: [(path: String, count: Int)]

  /// Numbers of an epoch by their keys in the file.
  struct EpochNumbers: Sendable {
    let epoch: Int
    let values: [String: Double]
  }

  /// The evaluated epoch of the lowest Frechet distance, the earliest of equals.
  var best: EpochNumbers? {
    let key = MetricName.frechetDistance.rawValue
    return evaluations.filter { $0.values[key] != nil }
      .min { $0.values[key, default: 0] < $1.values[key, default: 0] }
  }
}

extension RunHistory {
  /// Reads the numbers of a run.
  ///
  /// Evaluations are those of `EvaluationSeries`.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - name: What readers know it by.
  ///   - archive: The run's.
  /// - Throws: `FileError`, `RecordFileError`.
  public init(of run: RunFolder, named name: String, archive: ArchiveReader) throws {
    self.name = name
    let log = try RecordFile<EpochRecord>(path: run.log)
    let series = try EvaluationSeries(of: run, archive: archive)
    training = try log.records.map { record in
      EpochNumbers(epoch: record.epoch, values: numbers(in: try JSONValue(encoding: record)))
    }.sortedByEpoch
    measurement = series.records.first.map(Measurement.init)
    evaluations = series.records.map { record in
      EpochNumbers(
        epoch: record.conditions.epoch,
        values: Dictionary(
          MetricName.allCases.compactMap { name in
            record.metrics[name].map { (name.rawValue, $0) }
          }, uniquingKeysWith: { $1 }))
    }
    foreignLines = [(log.path, log.foreignCount), (run.evaluation, series.foreignLineCount)]
      .filter { $0.1 > 0 }
  }
}

/// How checkpoints were measured: everything of a record's conditions but the checkpoint.
struct Measurement: Equatable, Sendable {
  let dataSha256: String
  let judgeSha256: String?
  let samples, neighbours: Int
  let seed: UInt64
  let instructionSet: String
  let arithmeticRevision: Int

  init(_ record: EvaluationRecord) {
    let conditions = record.conditions
    dataSha256 = conditions.dataSha256
    judgeSha256 = conditions.judgeSha256
    samples = conditions.samples
    neighbours = conditions.neighbours
    seed = conditions.seed
    instructionSet = conditions.instructionSet
    arithmeticRevision = conditions.arithmeticRevision
  }
}

extension [RunHistory.EpochNumbers] {
  /// One of each epoch, the last.
  fileprivate var sortedByEpoch: Self {
    Dictionary(map { ($0.epoch, $0) }, uniquingKeysWith: { $1 }).values
      .sorted { $0.epoch < $1.epoch }
  }
}

/// The finite numbers of an object, by their keys.
func numbers(in value: JSONValue) -> [String: Double] {
  guard case .object(let object) = value else { return [:] }
  return object.compactMapValues { value in
    switch value {
    case .integer(let number): Double(number)
    case .unsigned(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}
