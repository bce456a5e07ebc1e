import DurableFiles
import Failures
import Safetensors
import TensorStore

extension DataOptions {
  /// Opens the tensor store.
  ///
  /// - Throws: `StoreOptionError` for a file that is none, and where to get one; `FileError`,
  ///   `StoreError`.
  public func openStore() throws -> StoreReader {
    let path = path
    do {
      return try StoreReader(path: path)
    } catch FileError.missing {
      throw StoreOptionError.missing(path: path)
    } catch FileError.notARegularFile where isFolder(path) {
      throw StoreOptionError.source(path: path)
    } catch let error as SafetensorsError {
      if isSource(path) { throw StoreOptionError.source(path: path) }
      throw StoreOptionError.notSafetensors(error)
    }
  }

  /// Whether a file begins as an npz, an npy, an idx or a compressed file does.
  private func isSource(_ path: String) -> Bool {
    let file = try? ReadableFile(path: path)
    guard let file, let start = try? file.bytes(0..<min(4, file.size)) else { return false }
    return [Array("PK\u{3}\u{4}".utf8), [0x93] + Array("NUM".utf8), [0x1F, 0x8B], [0, 0]].contains {
      start.starts(with: $0)
    }
  }
}

/// A `--data` that is no tensor store.
public enum StoreOptionError: ReportableError, Equatable {
  case missing(path: String)
  case source(path: String)
  case notSafetensors(SafetensorsError)

  public var kind: FailureKind {
    switch self {
    case .missing: .inputMissing
    case .source, .notSafetensors: .badData
    }
  }

  public var description: String {
    switch self {
    case .missing(let path):
      "there is no tensor store '\(path)'; run 'ingest' to make it, or name another with --data"
    case .source(let path):
      """
      '\(path)' is what 'ingest' reads, not the tensor store that it writes; run \
      "ingest \(shellWord(path))", then name its output with --data
      """
    case .notSafetensors(let error):
      "\(error.problem); run 'ingest' to make the tensor store again"
    }
  }
}
