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
  private let path: String
  private let descriptor: Int32

  /// The name of the lock where one is enough.
  public static let defaultName = ".lock"
  /// Removals of the file in a row, between its opening and its locking, after which it is given up.
  private static let mostRemovals = 1000

  /// Takes the lock called `name` of `folder` at once.
  ///
  /// - Throws: `FileError.locked` with the holder's process, `.cannotCreate`, `.lockRemoved`.
  public init(folder: String, name: String = defaultName) throws {
    path = "\(folder)/\(name)"
    var removals = 0
    var descriptor = try Self.locked(path, of: folder)
    // A file that was removed before it was locked keeps nobody out.
    while !Self.isFile(descriptor, at: path) {
      close(descriptor)
      removals += 1
      guard removals < Self.mostRemovals else { throw FileError.lockRemoved(path: path) }
      descriptor = try Self.locked(path, of: folder)
    }
    self.descriptor = descriptor
    let text = Array("\(getpid())\n".utf8)
    // The number only helps the message of whoever finds the lock taken.
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
  }

  /// Takes the lock of a single file at once, a hidden one beside it.
  ///
  /// - Throws: As `init(folder:name:)`.
  public convenience init(beside path: String) throws {
    let (folder, name) = splitPath(path)
    try self.init(folder: folder, name: ".\(name).lock")
  }

  deinit { close(descriptor) }

  /// Makes sure that the lock still keeps others out: its file has not been removed or replaced.
  ///
  /// - Throws: `FileError.lockRemoved`.
  public func expectHeld() throws(FileError) {
    guard Self.isFile(descriptor, at: path) else { throw .lockRemoved(path: path) }
  }

  /// The file of the lock, locked.
  private static func locked(_ path: String, of folder: String) throws(FileError) -> Int32 {
    let descriptor = try open(path)
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
    let code = errno
    defer { close(descriptor) }
    guard code == EWOULDBLOCK else { throw .cannotCreate(path: path, code: code) }
    throw .locked(path: folder, holder: holder(in: descriptor))
  }

  /// The file of the lock, made when it is missing.
  ///
  /// One of another user, in a folder that both share, may be for reading only; that is enough to
  /// lock it.
  private static func open(_ path: String) throws(FileError) -> Int32 {
    let flags = O_NOFOLLOW | O_CLOEXEC
    let descriptor = openFile(path, O_RDWR | O_CREAT | flags)
    if descriptor >= 0 { return descriptor }
    let code = errno
    let readable = code == EACCES ? openFile(path, O_RDONLY | flags) : -1
    guard readable >= 0 else { throw .cannotCreate(path: path, code: code) }
    return readable
  }

  /// Whether the file that is open is the one that the path leads to.
  private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
    var (opened, found) = (stat(), stat())
    return fstat(descriptor, &opened) == 0 && lstat(path, &found) == 0
      && EntryNumber(opened) == EntryNumber(found)
  }

  /// The process that the file names; nil when there is none, as when its user could not write here.
  static func holder(in descriptor: Int32) -> Int32? {
    var text = [UInt8](repeating: 0, count: 20)
    let count = max(0, pread(descriptor, &text, text.count, 0))
    let line = text.prefix(count).prefix { $0 != UInt8(ascii: "\n") }
    guard let process = Int32(String(decoding: line, as: UTF8.self)), process > 0,
      kill(process, 0) == 0 || errno != ESRCH
    else { return nil }
    return process
  }
}
