#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension FolderLock {
  /// Makes sure, without a change in the folder, that nobody holds the lock called `name`.
  ///
  /// - Throws: `FileError.locked`.
  public static func expectFree(folder: String, name: String = ".lock") throws {
    let descriptor = open("\(folder)/\(name)", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    // Without a lock file there is no holder.
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      throw FileError.locked(path: folder, holder: holder(in: descriptor))
    }
  }
}
