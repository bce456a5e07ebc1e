import Failures

/// Why a .npy file is not the matrix that is wanted.
public enum NumpyError: ReportableError, Equatable {
  case damaged(path: String, reason: String)
  case unsuitable(path: String, reason: String, remedy: String)

  public var kind: FailureKind { .badData }

  public var description: String {
    switch self {
    case .damaged(let path, let reason):
      "'\(path)' is no .npy file that can be read: \(reason); save it again with numpy.save"
    case .unsuitable(let path, let reason, let remedy):
      "'\(path)' \(reason); \(remedy)"
    }
  }
}
