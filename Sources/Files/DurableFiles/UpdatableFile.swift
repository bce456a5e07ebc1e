#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file changed in place, for formats that say in which order their bytes become durable.
public final class UpdatableFile {
  /// As given.
  public let path: String
  private let descriptor: Int32

  /// Opens `path`, created empty when it is missing; the last component must not be a link.
  ///
  /// - Throws: `FileError`.
  public init(path: String) throws {
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let descriptor = open(path, flags, 0o644)
    guard descriptor >= 0 else { throw FileError.cannotCreate(path: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileError.notARegularFile(path: path)
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Writes all of `bytes` at `offset`.
  ///
  /// - Throws: `FileError.cannotWrite`.
  public func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws {
    try bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
        let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
        if count < 0 {
          if errno == EINTR { continue }
          throw FileError.cannotWrite(path: path, code: errno)
        }
        done += count
      }
    }
  }

  /// Makes what was written durable; a failure must not be retried.
  ///
  /// - Throws: `FileError.cannotWrite`.
  public func synchronize() throws {
    guard fsync(descriptor) == 0 else { throw FileError.cannotWrite(path: path, code: errno) }
  }

  /// Cuts the file, or extends it by zeros.
  ///
  /// - Throws: `FileError.cannotWrite`.
  public func truncate(to size: Int) throws {
    guard ftruncate(descriptor, off_t(size)) == 0 else {
      throw FileError.cannotWrite(path: path, code: errno)
    }
  }
}
