import Failures

/// A file that lies in the place of one with records.
public enum RecordFileError: ReportableError, Equatable {
  case text(path: String)

  public var kind: FailureKind { .badData }

  public var description: String {
    switch self {
    case .text(let path):
      """
      '\(path)' is a text with no record of this program in it; move it away, then run the command \
      again
      """
    }
  }
}
