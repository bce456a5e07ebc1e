import DurableFiles
import JSONLines

/// The `verdict.json` of a run.
public struct VerdictFile: Sendable {
  /// Where it is.
  public let path: String
  /// Why no verdict is kept there, as this user may only read the run; nil when it is.
  public let refusal: FileError?

  /// Makes sure, before any work, that the file can be written.
  ///
  /// - Throws: `FileError` for any other reason.
  public init(path: String) throws {
    self.path = path
    do {
      try prepareOutput(at: path)
      refusal = nil
    } catch let error as FileError where error.isRefusal {
      refusal = error
    }
  }

  /// Replaces the file, if it may be written.
  ///
  /// - Throws: `FileError`.
  public func keep(_ verdict: Verdict) throws {
    if refusal == nil {
      try replaceFile(at: path, contents: Array((try jsonLine(verdict) + "\n").utf8))
    }
  }
}
