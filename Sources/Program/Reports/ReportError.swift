import Failures

/// Why there is nothing to report.
public enum ReportError: ReportableError, Equatable {
  case noNumbers(runs: [String])

  public var kind: FailureKind {
    switch self {
    case .noNumbers: .inputMissing
    }
  }

  public var description: String {
    switch self {
    case .noNumbers(let runs):
      """
      there is nothing to draw: 'train.jsonl' and 'evaluation.jsonl' of \
      \(runs.map { "'\($0)'" }.joined(separator: ", ")) have no record of this version; run 'train' or \
      'evaluate' first
      """
    }
  }
}
