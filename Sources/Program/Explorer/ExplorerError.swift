import Failures

/// Why there can be no page to play with.
public enum ExplorerError: ReportableError, Equatable {
  case tooManyLatents(checkpoint: String, dimension: Int, limit: Int)

  public var kind: FailureKind {
    switch self {
    case .tooManyLatents: .usage
    }
  }

  public var description: String {
    switch self {
    case .tooManyLatents(let checkpoint, let dimension, let limit):
      """
      checkpoint \(checkpoint) draws digits from \(dimension) numbers, a page from \(limit) at most; \
      take a run of a smaller --latent-dim
      """
    }
  }
}
