import Failures

/// A file that is not valid safetensors, or not of the kind expected.
public enum SafetensorsError: ReportableError, Equatable {
  case notSafetensors(source: String, reason: String)
  case truncated(source: String, expected: Int, found: Int)
  case invalid(source: String, tensor: String, reason: String)

  public var kind: FailureKind { .badData }

  public var description: String { "\(problem); restore the file from a backup, or rebuild it" }

  /// What is wrong, for whoever knows what to do about it.
  public var problem: String {
    switch self {
    case .notSafetensors(let source, let reason):
      "'\(source)' is not a safetensors file: \(reason)"
    case .truncated(let source, let expected, let found):
      "'\(source)' has the wrong length: its header needs \(expected) bytes, it has \(found)"
    case .invalid(let source, let tensor, let reason):
      "'\(source)': '\(tensor)' \(reason)"
    }
  }
}
