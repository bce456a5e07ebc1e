import CheckpointArchive
import Drawing
import DurableFiles
import Evaluation
import JSONLines
import Runs

/// Writes the numbers and pictures of a run as a file of TensorBoard's events, a step an epoch.
///
/// FORMAT.md says what it holds.
public struct TensorBoardLog {
  private let archive: ArchiveReader
  private let sheets: SampleSheets
  private let training: [EpochRecord]
  private let evaluations: [EvaluationRecord]
  private let times: TrainingTimes
  private let toolVersion: String
  /// Lines of other versions, by the paths of the files that have them.
  public let foreignLines: [(path: String, count: Int)]
  /// Whether `train.jsonl` tells when epochs were trained; events have the time 0 otherwise.
  public var hasTimes: Bool { times.areKnown }

  /// The log of a run.
  ///
  /// - Parameters:
  ///   - run: Its numbers.
  ///   - archive: Its generators.
  ///   - sheets: Draw their pictures.
  ///   - toolVersion: For the origin that the file tells.
  /// - Throws: `FileError`, `RecordFileError`.
  public init(
    of run: RunFolder, archive: ArchiveReader, sheets: SampleSheets, toolVersion: String
  ) throws {
    self.archive = archive
    self.sheets = sheets
    self.toolVersion = toolVersion
    let log = try RecordFile<EpochRecord>(path: run.log)
    training = Dictionary(log.records.map { ($0.epoch, $0) }, uniquingKeysWith: { $1 }).values
      .sorted { $0.epoch < $1.epoch }
    times = TrainingTimes(of: training)
    let series = try EvaluationSeries(of: run, archive: archive)
    evaluations = series.records
    foreignLines = [(log.path, log.foreignCount), (run.evaluation, series.foreignLineCount)]
      .filter { $0.1 > 0 }
  }

  /// Writes the file, with pictures of these checkpoints, unless it has just these bytes already.
  ///
  /// A damaged checkpoint is noted in the outcome and has no picture.
  ///
  /// - Parameters:
  ///   - infos: At least one checkpoint.
  ///   - path: The file.
  ///   - progress: Gets the checkpoint that is drawn.
  /// - Returns: Whether it was written, and the damaged checkpoints.
  /// - Throws: `FileError`, `PictureError`; errors of the archive other than damage.
  public func write(
    _ infos: [CheckpointInfo], to path: String, progress: (CheckpointInfo) -> Void
  ) throws -> DrawingOutcome {
    try prepareOutput(at: path, as: .events)
    var outcome = DrawingOutcome()
    var values: [Int: [SummaryValue]] = [:]
    for record in training { values[record.epoch, default: []] += try Self.values(of: record) }
    for record in evaluations {
      values[record.conditions.epoch, default: []] += Self.values(of: record)
    }
    for info in infos {
      if let picture = try outcome.collect(info, { try sheets.file(of: info) }) {
        values[info.epoch, default: []].append(
          SummaryValue(
            png: picture, width: sheets.layout.width, height: sheets.layout.height, tag: "digits"))
      }
      progress(info)
    }
    var events = EventRecords(writer: "\(ModelOrigin.software) \(toolVersion)")
    if let run = infos.first?.run {
      events.append(
        [SummaryValue(text: "    \(try jsonLine(run))", tag: "run")], step: 0, wallTime: 0)
    }
    for (epoch, values) in values.sorted(by: { $0.key < $1.key }) {
      events.append(values, step: epoch, wallTime: times.end(of: epoch))
    }
    try outcome.replaceFile(at: path, contents: events.bytes)
    return outcome
  }

  /// The numbers of a line of `train.jsonl` by its keys, but for those that say which epoch it is.
  private static func values(of record: EpochRecord) throws -> [SummaryValue] {
    guard case .object(let object) = try JSONValue(encoding: record) else { return [] }
    let names = Set(object.keys).subtracting(["format_version", "epoch", "step"]).sorted()
    return names.compactMap { name in
      object[name]?.double.map { SummaryValue(scalar: $0, tag: "training/\(name)") }
    }
  }

  /// The metrics of a line of `evaluation.jsonl`.
  private static func values(of record: EvaluationRecord) -> [SummaryValue] {
    MetricName.allCases.compactMap { name in
      record.metrics[name].map {
        SummaryValue(scalar: $0, tag: "evaluation/\(name.rawValue)")
      }
    }
  }
}

extension JSONValue {
  /// The number; nil for anything else.
  fileprivate var double: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .unsigned(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}
