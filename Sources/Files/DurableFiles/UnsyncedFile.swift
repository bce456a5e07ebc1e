#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Puts a file in the place of `path`, which may be half there after a crash: for one of many, of which
/// another file says that they are whole once `syncAllFiles` has returned.
///
/// - Throws: `FileError`.
public func writeUnsynced(_ contents: [UInt8], to path: String) throws {
  try removeFile(at: path)
  // O_EXCL: never through a link.
  let descriptor = openFile(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError.cannotCreate(path: path, code: errno) }
  defer { close(descriptor) }
  var file = AtomicFile(path: path, descriptor: descriptor)
  try file.write(contents)
}

/// Makes all files durable that were written before; one call for many files takes less time than one
/// for each.
public func syncAllFiles() { sync() }

/// Whether a signal that ends the program waits for `replaceFile` to return.
public var isSignalWaiting: Bool {
  var waiting = sigset_t()
  guard sigpending(&waiting) == 0 else { return false }
  return [SIGINT, SIGTERM, SIGHUP].contains { sigismember(&waiting, $0) == 1 }
}
