import Failures

/// Why runs cannot be compared.
public enum ComparisonError: ReportableError, Equatable {
  case sameRun(first: String, second: String)
  case notEvaluated(run: String)
  case noCommonEpoch(runs: [String])

  public var kind: FailureKind {
    switch self {
    case .sameRun: .usage
    case .notEvaluated: .inputMissing
    case .noCommonEpoch: .badData
    }
  }

  public var description: String {
    switch self {
    case .sameRun(let first, let second):
      "'\(first)' and '\(second)' are the same run; name different ones"
    case .notEvaluated(let run):
      """
      '\(run)' has no evaluated checkpoint that its archive still holds; run 'evaluate --every 10' \
      on it first
      """
    case .noCommonEpoch(let runs):
      """
      no epoch is evaluated in all of \(runs.map { "'\($0)'" }.joined(separator: ", ")); evaluate \
      them with the same --every
      """
    }
  }
}
