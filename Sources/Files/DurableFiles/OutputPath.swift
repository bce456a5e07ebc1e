#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Makes sure, before any work, that `replaceFile` will be able to write `path`: creates the folders
/// it lacks, and removes what interrupted writers of this very path left.
///
/// A link is fine, as it is replaced itself and not followed, unless it leads to something that is
/// not a regular file, such as `/dev/stdout`.
///
/// - Throws: `FileError.cannotCreate` when the folder cannot be written or `path` is a folder;
///   `.notARegularFile` for a device and the like.
public func prepareOutput(at path: String) throws {
  let (folder, name) = splitPath(path)
  guard !name.isEmpty else { throw FileError.cannotCreate(path: path, code: EISDIR) }
  try createFolder(at: folder)
  // Reading is needed to make the new name durable.
  guard access(folder, R_OK | W_OK | X_OK) == 0 else {
    throw FileError.cannotCreate(path: path, code: errno)
  }
  var status = stat()
  if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
    guard status.st_mode & S_IFMT == S_IFDIR else { throw FileError.notARegularFile(path: path) }
    throw FileError.cannotCreate(path: path, code: EISDIR)
  }
  try removeStaleTemporaries(in: folder) { $0.utf8.elementsEqual(name.utf8) }
}

/// The same for an output of a kind: what lies there already must be of that kind, too.
///
/// So a mistaken path costs no other file. A link is replaced itself, whatever it leads to.
///
/// - Throws: Besides, `FileError.otherKind`.
public func prepareOutput(at path: String, as kind: FileKind) throws {
  var status = stat()
  if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
    let file: ReadableFile
    do {
      file = try ReadableFile(path: path)
    } catch FileError.unreadable(_, let code) {
      throw FileError.cannotCreate(path: path, code: code)
    }
    guard try kind.includes(file) else {
      throw FileError.otherKind(path: path, wanted: kind.name)
    }
  }
  try prepareOutput(at: path)
}

/// Removes a file, if there is one.
///
/// - Throws: `FileError.cannotCreate` when it cannot be removed.
public func removeFile(at path: String) throws {
  guard unlink(path) == 0 || errno == ENOENT else {
    throw FileError.cannotCreate(path: path, code: errno)
  }
}
