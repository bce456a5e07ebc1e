import Failures

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A failed file operation: which path, and what the system said.
public enum FileError: ReportableError, Equatable {
  case missing(path: String)
  case unreadable(path: String, code: Int32)
  case notARegularFile(path: String)
  case tooLarge(path: String, size: Int, limit: Int)
  case truncated(path: String, offset: Int, expected: Int)
  case cannotCreate(path: String, code: Int32)
  /// What is to be replaced is not `wanted`, which has its article.
  case otherKind(path: String, wanted: String)
  case cannotWrite(path: String, code: Int32)
  case locked(path: String, holder: Int32?)
  case lockRemoved(path: String)

  public var kind: FailureKind {
    switch self {
    case .missing, .unreadable, .notARegularFile: .inputMissing
    case .tooLarge, .truncated: .badData
    case .cannotCreate, .otherKind: .cannotCreate
    case .cannotWrite, .lockRemoved: .inputOutput
    case .locked: .locked
    }
  }

  public var description: String {
    switch self {
    case .missing(let path):
      "'\(path)' does not exist; check the path"
    case .unreadable(let path, let code):
      "cannot read '\(path)': \(Self.reason(code)); check its permissions"
    case .notARegularFile(let path):
      "'\(path)' is not a regular file; give the path of one"
    case .tooLarge(let path, let size, let limit):
      "'\(path)' has \(size) bytes, at most \(limit) are read; it is not what is expected here"
    case .truncated(let path, let offset, let expected):
      """
      '\(path)' ends early: \(expected) bytes are missing at offset \(offset); restore it from a \
      backup, or rebuild it
      """
    case .cannotCreate(let path, let code):
      "cannot create '\(path)': \(Self.reason(code)); check the folder, its permissions and space"
    case .otherKind(let path, let wanted):
      "'\(path)' is there and is not \(wanted), so it stays; name another output, or remove it first"
    case .cannotWrite(let path, let code):
      "cannot write '\(path)': \(Self.reason(code)); \(Self.advice(code)), then run the command again"
    case .locked(let path, let holder):
      """
      another run\(holder.map { " (process \($0))" } ?? "") holds '\(path)'; \
      wait for it to finish, or use another run folder
      """
    case .lockRemoved(let path):
      """
      the lock '\(path)' was removed or replaced while this process held it, so another may be at \
      work; nothing more was written: see that there is none, then run the command again
      """
    }
  }

  private static func reason(_ code: Int32) -> String {
    String(cString: strerror(code))
  }

  /// What may help against a failed write.
  private static func advice(_ code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: "free some space"
    case EFBIG: "raise the file size limit (ulimit -f)"
    default: "check the disk"
    }
  }

  /// Whether the system does not let this user write there, for a folder that is only read.
  public var isRefusal: Bool {
    guard case .cannotCreate(_, let code) = self else { return false }
    return [EACCES, EPERM, EROFS].contains(code)
  }

  /// The reading error of `errno`.
  static func reading(_ path: String) -> FileError {
    errno == ENOENT || errno == ENOTDIR
      ? .missing(path: path) : .unreadable(path: path, code: errno)
  }
}
