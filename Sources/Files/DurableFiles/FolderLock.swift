#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The exclusive right to write in a folder, held until the value goes away or the process ends.
///
/// The lock is the kernel's (flock); the file that stays behind means nothing. Stages that write
/// different files of one folder side by side take locks of different names.
public final class FolderLock {
  private let descriptor: Int32

  /// Takes the lock called `name` of `folder` at once.
  ///
  /// - Throws: `FileError.locked` with the holder's process, `.cannotCreate`.
  public init(folder: String, name: String = ".lock") throws {
    let path = "\(folder)/\(name)"
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError.cannotCreate(path: path, code: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      defer { close(descriptor) }
      guard code == EWOULDBLOCK else { throw FileError.cannotCreate(path: path, code: code) }
      var text = [UInt8](repeating: 0, count: 20)
      let count = max(0, pread(descriptor, &text, text.count, 0))
      let holder = Int32(String(decoding: text.prefix(count).prefix { $0 != 10 }, as: UTF8.self))
      throw FileError.locked(path: folder, holder: holder)
    }
    let text = Array("\(getpid())\n".utf8)
    // The number only helps the message of whoever finds the lock taken.
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
