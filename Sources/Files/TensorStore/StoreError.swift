import Failures

/// A safetensors file that is not a tensor store, or one that was damaged.
public enum StoreError: ReportableError, Equatable {
  case missingTensor(path: String, name: String, found: [String])
  case wrongTensor(path: String, name: String, expected: String, found: String)
  case unsupportedVersion(path: String, found: String)
  case damaged(path: String)
  case changed(path: String)

  public var kind: FailureKind {
    switch self {
    case .unsupportedVersion(_, let found) where Int(found) ?? 0 > 2: .foreign
    default: .badData
    }
  }

  public var description: String {
    switch self {
    case .missingTensor(let path, let name, let found):
      """
      tensor store '\(path)' has no '\(name)' \
      (it holds \(found.isEmpty ? "nothing" : found.joined(separator: ", "))); \
      run 'ingest' to make one
      """
    case .wrongTensor(let path, let name, let expected, let found):
      "tensor store '\(path)': '\(name)' is \(found), not \(expected); run 'ingest' to rebuild it"
    case .unsupportedVersion(let path, let found):
      "'\(path)' is not a tensor store of format 1 or 2 (\(found)); run 'ingest' to make one"
    case .damaged(let path):
      "tensor store '\(path)' is damaged: its checksum differs; run 'ingest' to rebuild it"
    case .changed(let path):
      """
      tensor store '\(path)' was written into while it was in use, and its data is another now; \
      nothing was kept since; restore it or run 'ingest', then run the command again
      """
    }
  }
}
