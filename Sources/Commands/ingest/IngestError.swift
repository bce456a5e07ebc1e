import Failures

/// A call of `ingest` that cannot be meant, or not be answered.
enum IngestError: ReportableError {
  case outputIsInput(path: String)
  case noTestImages(place: String)

  var kind: FailureKind {
    switch self {
    case .outputIsInput: .usage
    case .noTestImages: .badData
    }
  }

  var description: String {
    switch self {
    case .outputIsInput(let path):
      "the output '\(path)' is one of the inputs; give another --output"
    case .noTestImages(let place):
      """
      '\(place)' has no test images, which 'evaluate' needs; give both parts, or run the other stages \
      alone, without --require-test
      """
    }
  }
}
