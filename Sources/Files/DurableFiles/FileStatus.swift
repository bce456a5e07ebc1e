#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the system says of a file without reading it; another one after every write.
public struct FileStatus: Equatable, Sendable {
  /// Bytes.
  public let size: Int
  /// Nanoseconds since 1970: of the last write, which a program may set to any time, and of the last
  /// change of any kind, which it may not.
  let written, changed: Int

  init(_ status: stat) {
    #if canImport(Glibc)
    let (written, changed) = (status.st_mtim, status.st_ctim)
    #else
    let (written, changed) = (status.st_mtimespec, status.st_ctimespec)
    #endif
    size = Int(status.st_size)
    (self.written, self.changed) = (written.nanoseconds, changed.nanoseconds)
  }

  /// Whether a write from now on must give it another time: file systems count in steps, the
  /// coarsest of 2 seconds.
  public var isSettled: Bool {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return max(written, changed) < now.nanoseconds - 2_000_000_000
  }
}

extension timespec {
  fileprivate var nanoseconds: Int { Int(tv_sec) * 1_000_000_000 + Int(tv_nsec) }
}
