#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Which file a path leads to, and its length: it changes when the file is removed, replaced, cut or
/// added to.
public struct FileIdentity: Equatable, Sendable {
  private let number: EntryNumber
  /// Its length in bytes.
  public var size: Int

  /// The regular file at `path` now, not followed through a link; nil when there is none.
  public init?(of path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The open file `descriptor`.
  init?(of descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init?(_ status: stat) {
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    number = EntryNumber(status)
    size = Int(status.st_size)
  }
}
