#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Whether a folder is at `path`, or where a link there leads.
public func isFolder(_ path: String) -> Bool { FolderIdentity(of: path) != nil }

/// Which folder a path leads to: it changes when the folder is removed, renamed or unmounted.
public struct FolderIdentity: Equatable, Sendable {
  private let number: EntryNumber

  /// The folder at `path` now; nil when there is none.
  public init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    number = EntryNumber(status)
  }
}
