#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Which file or folder it is, under whatever names.
public struct EntryNumber: Equatable, Sendable {
  private let device, number: UInt64

  /// What is at `path`, or where a link there leads; nil when there is nothing.
  public init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}
