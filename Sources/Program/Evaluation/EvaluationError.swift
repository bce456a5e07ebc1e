import Failures
import NeuralNetwork

/// Why checkpoints cannot be evaluated as asked.
public enum EvaluationError: ReportableError, Equatable {
  case tooFewTestImages(asked: Int, found: Int)
  case noTestImages
  case notFinite(checkpoint: String)
  case unusableNetwork(checkpoint: String, reason: ModelFileError)

  public var kind: FailureKind {
    switch self {
    case .tooFewTestImages: .usage
    case .noTestImages, .notFinite: .badData
    case .unusableNetwork(_, let reason): reason.kind
    }
  }

  public var description: String {
    switch self {
    case .tooFewTestImages(let asked, let found):
      "--samples is \(asked), but the store has \(found) test images; take at most \(found)"
    case .noTestImages:
      """
      the store has no test images, which 'evaluate' needs; run 'ingest' on a data set with a test \
      split
      """
    case .notFinite(let checkpoint):
      """
      checkpoint \(checkpoint) gives numbers that are not finite; its training diverged, so use \
      an earlier one
      """
    case .unusableNetwork(let checkpoint, let reason):
      "checkpoint \(checkpoint): \(reason.description)"
    }
  }
}
