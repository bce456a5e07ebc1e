import Failures

/// Tensors that do not fit the network.
public enum ModelFileError: ReportableError, Equatable {
  case missing(String)
  case shape(String, expected: [Int], found: [Int])
  case notFinite(String)

  public var kind: FailureKind { .badData }

  public var description: String {
    switch self {
    case .missing(let name):
      "the checkpoint has no tensor '\(name)'; it was not written by this program"
    case .shape(let name, let expected, let found):
      "tensor '\(name)' has shape \(found), the network needs \(expected); it is of another size of latents or of filters"
    case .notFinite(let name):
      """
      tensor '\(name)' has numbers that are infinite or none at all, of which nothing can be made; take \
      another checkpoint
      """
    }
  }
}
