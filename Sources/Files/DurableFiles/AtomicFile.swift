#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file being written beside the one it will replace.
public struct AtomicFile: ~Copyable {
  let path: String
  let descriptor: Int32

  /// Writes all of `bytes` after what was written before.
  ///
  /// - Throws: `FileError.cannotWrite`.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
    try writeAll(bytes, to: descriptor, path: path)
  }

  /// Writes all of `bytes` after what was written before.
  ///
  /// - Throws: `FileError.cannotWrite`.
  public mutating func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
  }

  /// Puts `bytes` in the place of others that were written before, at `offset`.
  ///
  /// - Throws: `FileError.cannotWrite`.
  public mutating func overwrite(_ bytes: [UInt8], at offset: Int) throws {
    let end = lseek(descriptor, 0, SEEK_CUR)
    guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
      throw FileError.cannotWrite(path: path, code: errno)
    }
    try write(bytes)
    guard lseek(descriptor, end, SEEK_SET) == end else {
      throw FileError.cannotWrite(path: path, code: errno)
    }
  }
}

private func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws {
  var done = 0
  while done < bytes.count {
    let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
    let count = write(descriptor, rest.baseAddress, rest.count)
    if count < 0 {
      if errno == EINTR { continue }
      throw FileError.cannotWrite(path: path, code: errno)
    }
    done += count
  }
}

/// Replaces `path` by what `body` writes, or leaves it as it was.
///
/// It is a temporary sibling, fsync, rename, fsync of the folder; SIGINT, SIGTERM and SIGHUP wait
/// until it is done. The new file has the rights of the old one.
///
/// - Throws: `FileError`, and what `body` throws; the temporary is removed.
public func replaceFile(
  at path: String, write body: (inout AtomicFile) throws -> Void
) throws {
  let (folder, name) = splitPath(path)
  guard !name.isEmpty else { throw FileError.cannotCreate(path: path, code: EISDIR) }
  let temporary = "\(folder)/\(TemporaryName(for: name).text)"
  try holdingSignals {
    // O_EXCL: never into anything that has the name already.
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = open(temporary, flags, newFileMode)
    guard descriptor >= 0 else { throw FileError.cannotCreate(path: path, code: errno) }
    do {
      defer { close(descriptor) }
      var file = AtomicFile(path: path, descriptor: descriptor)
      try body(&file)
      inheritRights(from: path, by: descriptor)
      guard fsync(descriptor) == 0 else { throw FileError.cannotWrite(path: path, code: errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw FileError.cannotCreate(path: path, code: code)
    }
    try syncFolder(folder)
  }
}

/// Replaces `path` by `contents`, or leaves it as it was.
///
/// - Throws: `FileError`.
public func replaceFile(at path: String, contents: [UInt8]) throws {
  try replaceFile(at: path) { try $0.write(contents) }
}

/// Gives a new file the mode, and as far as is allowed the owner and group, of the regular file that it
/// is about to replace; one that replaces none keeps what the umask left of it.
private func inheritRights(from path: String, by descriptor: Int32) {
  var status = stat()
  guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
  if fchown(descriptor, status.st_uid, status.st_gid) != 0 {
    // Only root may give a file away; its group a member may choose.
    _ = fchown(descriptor, uid_t.max, status.st_gid)
  }
  // Last, as a new owner takes bits away. Some file systems have no modes.
  _ = fchmod(descriptor, status.st_mode & 0o777)
}
