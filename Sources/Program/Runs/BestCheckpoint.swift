import CheckpointArchive
import Experiment
import JSONLines

extension RunFolder {
  /// The checkpoints that `name` stands for, as `CheckpointChoice` reads it.
  ///
  /// - Throws: As `ArchiveReader.resolve`, and for `best` as `bestCheckpoint`.
  public func checkpoints(
    named name: String, in archive: ArchiveReader
  ) throws -> [CheckpointInfo] {
    guard CheckpointChoice(name) == .best else { return try archive.resolve(name) }
    return [try bestCheckpoint(in: archive)]
  }

  /// The checkpoint of the lowest Frechet distance that `evaluation.jsonl` has, and of several the
  /// earliest.
  ///
  /// Distances of one measurement compare: of the same data, judge, images and seed. Where there are
  /// several measurements, the one of most checkpoints counts; of those the one of most images, and
  /// then the one whose first line comes first. None counts that is of trained generators where there
  /// are averaged ones.
  ///
  /// - Parameter archive: The run's; what is said of other networks than it holds does not count.
  /// - Returns: The checkpoint, of those in the archive.
  /// - Throws: `RunError.notEvaluated`; `FileError`, `RecordFileError`.
  public func bestCheckpoint(in archive: ArchiveReader) throws -> CheckpointInfo {
    let archived = archive.epochsByNumber
    var measurements: [[String: JSONValue]: Measurement] = [:]
    for (line, record) in try RecordFile<MeasuredDistance>(path: evaluation).records.enumerated() {
      guard !record.isRaw, let distance = record.metrics.frechetDistance, let epoch = record.epoch,
        let info = archived[epoch], record.isOf(info)
      else { continue }
      let measurement =
        measurements[record.measurement]
        ?? Measurement(images: record.images, line: line)
      measurements[record.measurement] = measurement.adding(info, distance)
    }
    guard let best = measurements.values.max(by: { $1.countsMore(than: $0) })?.best else {
      throw RunError.notEvaluated(path: evaluation, folder: path)
    }
    return best
  }
}

/// What was measured of several checkpoints in the same way.
private struct Measurement {
  let images: Int
  /// Of the file, from 0, on which it begins.
  let line: Int
  private(set) var count = 0
  private(set) var best: CheckpointInfo?
  private var lowest = Double.infinity

  init(images: Int, line: Int) {
    self.images = images
    self.line = line
  }

  /// The same with another checkpoint, which comes later in the file.
  func adding(_ info: CheckpointInfo, _ distance: Double) -> Measurement {
    var result = self
    result.count += 1
    if distance < lowest || best == nil { (result.lowest, result.best) = (distance, info) }
    return result
  }

  func countsMore(than other: Measurement) -> Bool {
    if count != other.count { return count > other.count }
    return images != other.images ? images > other.images : line < other.line
  }
}

/// Of the lines of `evaluation.jsonl`.
public let evaluationFormatVersion = 3

/// What of a line of `evaluation.jsonl` tells which checkpoint is the best; the format is that of the
/// Evaluation target, which needs the networks.
struct MeasuredDistance: VersionedRecord {
  static let currentFormatVersion = evaluationFormatVersion
  let formatVersion: Int
  let conditions: [String: JSONValue]
  let metrics: Metrics

  struct Metrics: Codable, Equatable, Sendable {
    let frechetDistance: Double?
  }

  var isPossible: Bool { metrics.frechetDistance?.isFinite ?? true }

  var epoch: Int? { integer("epoch") }
  /// Whether it is of the trained generator though there is an averaged one.
  var isRaw: Bool { conditions["raw_generator"] != nil }
  var images: Int { integer("samples") ?? 0 }

  /// What is the same of all checkpoints that were measured in the same way.
  var measurement: [String: JSONValue] {
    conditions.filter { $0.key != "epoch" && $0.key != "members" }
  }

  /// Whether these very networks were measured.
  func isOf(_ info: CheckpointInfo) -> Bool {
    conditions["members"] == .object(info.members.mapValues(JSONValue.string))
  }

  private func integer(_ key: String) -> Int? {
    guard case .integer(let value)? = conditions[key] else { return nil }
    return Int(value)
  }
}
