import CheckpointArchive
import JSONLines
import Runs

/// The records of a run that compare with each other: of one way to measure, one of each epoch.
///
/// Of several ways the one of most records counts; of those the one of most images, then the one whose
/// first line comes first. What is said of other networks than the archive holds, or of other generators
/// than it stands for, does not count, but of epochs that it leaves out it may still be true.
public struct EvaluationSeries: Sendable {
  /// By ascending epoch; none when nothing was evaluated.
  public let records: [EvaluationRecord]
  /// Lines of other versions, or of other tools.
  public let foreignLineCount: Int

  /// Reads the records of a run, whose archive is `archive`.
  ///
  /// - Throws: `FileError`, `RecordFileError`.
  public init(of run: RunFolder, archive: ArchiveReader) throws {
    let file = try RecordFile<EvaluationRecord>(path: run.evaluation)
    let archived = archive.epochsByNumber
    let areRaw = archive.epochs.contains(where: archive.isRaw)
    let known = file.records.filter {
      ($0.conditions.rawGenerator ?? false) == areRaw
        && (archived[$0.conditions.epoch]?.members == $0.conditions.members
          || archive.leavesOut(epoch: $0.conditions.epoch))
    }
    records = Self.mostComplete(of: known)
    foreignLineCount = file.foreignCount
  }

  static func mostComplete(of records: [EvaluationRecord]) -> [EvaluationRecord] {
    let ways = Dictionary(grouping: records.enumerated(), by: \.element.conditions.measure)
    let best = ways.values.max { one, other in
      (one.count, one[0].element.conditions.samples, -one[0].offset)
        < (other.count, other[0].element.conditions.samples, -other[0].offset)
    }
    let byEpoch = Dictionary(
      (best ?? []).map { ($0.element.conditions.epoch, $0.element) }, uniquingKeysWith: { $1 })
    return byEpoch.values.sorted { $0.conditions.epoch < $1.conditions.epoch }
  }
}
