import Failures

/// Why there is no judge, or none for this data.
public enum JudgeError: ReportableError, Equatable {
  case noLabels(split: String)
  case oneClass
  case tooFewTestImages(found: Int)
  case diverged
  case damaged(path: String, reason: String)
  case foreign(path: String, toolVersion: String?)
  case otherData(path: String, found: String, expected: String)

  public var kind: FailureKind {
    switch self {
    case .noLabels, .oneClass, .tooFewTestImages, .damaged, .otherData: .badData
    case .diverged: .diverged
    case .foreign: .foreign
    }
  }

  public var description: String {
    switch self {
    case .noLabels(let split):
      """
      the store has no labels of its \(split) images, which a judge learns from; run 'ingest' on a \
      data set with labels
      """
    case .oneClass:
      "all images of the store have the same label; a judge needs two classes at least"
    case .tooFewTestImages(let found):
      """
      the store has only \(found) test image\(found == 1 ? "" : "s"), and an evaluation takes \
      \(JudgeTrainer.fewestTestImages) at least; run 'ingest' on a larger data set
      """
    case .diverged:
      "the judge's training gave numbers that are not finite; check the store's images"
    case .damaged(let path, let reason):
      "the judge '\(path)' is damaged: \(reason); make it again with 'evaluate judge'"
    case .foreign(let path, let toolVersion):
      """
      the judge '\(path)' was made by \(toolVersion.map { "version \($0)" } ?? "another version") in a \
      way that this one does not know; make it again with 'evaluate judge'
      """
    case .otherData(let path, let found, let expected):
      """
      the judge '\(path)' was made from other data (\(found.prefix(12))) than the store's \
      (\(expected.prefix(12))); make one with 'evaluate judge', or name the store it belongs to
      """
    }
  }
}
