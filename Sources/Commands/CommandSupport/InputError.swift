import Failures

/// An input that a command would replace.
public enum InputError: ReportableError, Equatable {
  case isOutput(option: String, path: String, run: String)

  public var kind: FailureKind { .usage }

  public var description: String {
    switch self {
    case .isOutput(let option, let path, let run):
      """
      \(option) is '\(path)', where a file of the run '\(run)' belongs that would replace it; move it \
      away first
      """
    }
  }
}
