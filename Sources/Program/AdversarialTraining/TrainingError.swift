import Failures

/// Why training cannot go on.
public enum TrainingError: ReportableError, Equatable {
  case diverged(epoch: Int, step: Int, lastGood: String?)

  public var kind: FailureKind { .diverged }

  public var description: String {
    switch self {
    case .diverged(let epoch, let step, let lastGood):
      """
      training diverged: a loss or parameter is infinite or not a number at epoch \(epoch), step \
      \(step); \(lastGood.map { "the last good checkpoint is \($0)" } ?? "no checkpoint was made"); \
      try a smaller --learning-rate
      """
    }
  }
}
