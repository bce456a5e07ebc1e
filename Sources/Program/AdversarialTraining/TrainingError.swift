import Failures
import Runs

/// Why training cannot go on.
public enum TrainingError: ReportableError, Equatable {
  case diverged(epoch: Int, step: Int, lastGood: String?)
  /// `lastGood` is the last archived checkpoint.
  case collapsed(Collapse, lastGood: String?)

  public var kind: FailureKind { .diverged }

  public var description: String {
    switch self {
    case .diverged(let epoch, let step, let lastGood):
      """
      training diverged: a loss or parameter is infinite or not a number at epoch \(epoch), step \
      \(step); \(lastGood.map { "the last good checkpoint is \($0)" } ?? "no checkpoint was made"); \
      try a smaller --learning-rate
      """
    case .collapsed(let collapse, let lastGood):
      """
      training collapsed: \(collapse); the last checkpoint is \(lastGood ?? "not archived yet"); train \
      another --run with a smaller --learning-rate or another --seed, or go on with --on-collapse warn
      """
    }
  }
}
