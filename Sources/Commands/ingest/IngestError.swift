import Failures

/// A call of `ingest` that cannot be meant.
enum IngestError: ReportableError {
  case outputIsInput(path: String)

  var kind: FailureKind { .usage }

  var description: String {
    switch self {
    case .outputIsInput(let path):
      "the output '\(path)' is one of the inputs; give another --output"
    }
  }
}
