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
  public convenience init(path: String) throws {
    try self.init(path: path, opened: Self.open(path, creating: true))
  }

  /// Opens `path`; nil when it is missing.
  ///
  /// - Throws: As `init(path:)`.
  public convenience init?(existing path: String) throws {
    let descriptor = Self.open(path, creating: false)
    if descriptor < 0 && errno == ENOENT { return nil }
    try self.init(path: path, opened: descriptor)
  }

  /// The descriptor, or what the system says below 0.
  private static func open(_ path: String, creating: Bool) -> Int32 {
    let flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    return openFile(path, creating ? flags | O_CREAT : flags)
  }

  private init(path: String, opened descriptor: Int32) throws {
    guard descriptor >= 0 else { throw FileError.cannotCreate(path: path, code: errno) }
    guard FileIdentity(of: descriptor) != nil else {
      close(descriptor)
      throw FileError.notARegularFile(path: path)
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Which file it is, and its length now; nil when the system does not say.
  public var identity: FileIdentity? { FileIdentity(of: descriptor) }

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
