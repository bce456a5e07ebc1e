#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A regular file open for reads at any offset.
///
/// It is not mapped: a file that shrinks while it is read gives an error, not a bus error.
public final class ReadableFile: Sendable {
  /// As given.
  public let path: String
  /// Bytes when it was opened.
  public let size: Int
  private let descriptor: Int32

  /// Opens `path` without waiting for a writer.
  ///
  /// - Throws: `FileError.missing`, `.unreadable` or `.notARegularFile`.
  public init(path: String) throws {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      // What opening a socket says.
      if errno == ENXIO { throw FileError.notARegularFile(path: path) }
      throw FileError.reading(path)
    }
    guard let identity = FileIdentity(of: descriptor) else {
      close(descriptor)
      throw FileError.notARegularFile(path: path)
    }
    self.path = path
    self.descriptor = descriptor
    size = identity.size
  }

  deinit { close(descriptor) }

  /// What the system says of the file now, whatever its path leads to.
  ///
  /// - Throws: `FileError.unreadable`.
  public func status() throws -> FileStatus {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileError.unreadable(path: path, code: errno)
    }
    return FileStatus(status)
  }

  /// Fills `buffer` with the bytes at `offset`.
  ///
  /// - Throws: `FileError.truncated` when the file ends first, `.unreadable` when reading fails.
  public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError.unreadable(path: path, code: errno)
      }
      if count == 0 {
        throw FileError.truncated(path: path, offset: offset + done, expected: rest.count)
      }
      done += count
    }
  }

  /// The bytes `range`.
  ///
  /// - Throws: As `read(into:at:)`.
  public func bytes(_ range: Range<Int>) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    try bytes.withUnsafeMutableBytes { try read(into: $0, at: range.lowerBound) }
    return bytes
  }
}

extension ReadableFile {
  /// Whether every byte of `range` is zero; holes are not read.
  ///
  /// - Throws: As `read(into:at:)`.
  public func isZero(_ range: Range<Int>) throws -> Bool {
    let piece = 1 << 20
    var start = nextData(from: range.lowerBound)
    while start < range.upperBound {
      let bytes = try bytes(start..<min(start + piece, range.upperBound))
      // All are as the first.
      let isZero = bytes.withUnsafeBytes { buffer in
        guard let first = buffer.baseAddress else { return true }
        return buffer[0] == 0 && memcmp(first, first + 1, buffer.count - 1) == 0
      }
      guard isZero else { return false }
      start = nextData(from: start + piece)
    }
    return true
  }

  /// The first offset from `offset` on that is not in a hole, as far as the file system tells; the
  /// end, when there is none.
  public func nextData(from offset: Int) -> Int {
    guard offset < size else { return size }
    let found = Int(lseek(descriptor, off_t(offset), seekData))
    if found < 0 { return errno == ENXIO ? size : offset }
    return min(found, size)
  }

  /// Lends the descriptor, positioned at `offset`, to a C library that reads by itself.
  public func withDescriptor<Result>(at offset: Int, _ body: (Int32) -> Result) -> Result {
    lseek(descriptor, off_t(offset), SEEK_SET)
    return body(descriptor)
  }
}

#if canImport(Glibc)
/// The kernel's SEEK_DATA, which Glibc hides from plain programs.
private let seekData: Int32 = 3
#else
private let seekData = SEEK_DATA
#endif

/// All bytes of a regular file of at most `limit` bytes.
///
/// - Throws: `FileError`.
public func readFile(at path: String, limit: Int) throws -> [UInt8] {
  let file = try ReadableFile(path: path)
  guard file.size <= limit else {
    throw FileError.tooLarge(path: path, size: file.size, limit: limit)
  }
  return try file.bytes(0..<file.size)
}
