#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Which folder a path leads to: it changes when the folder is removed, renamed or unmounted.
public struct FolderIdentity: Equatable, Sendable {
  private let device, number: UInt64

  /// The folder at `path` now; nil when there is none.
  public init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}
