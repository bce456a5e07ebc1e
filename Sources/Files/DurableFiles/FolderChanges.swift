#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Gives a file or folder another name in one step, and makes that durable; a file of that name is
/// replaced.
///
/// - Throws: `FileError.cannotCreate`, `.cannotWrite`.
public func renameEntry(_ path: String, to newPath: String) throws {
  guard rename(path, newPath) == 0 else {
    throw FileError.cannotCreate(path: newPath, code: errno)
  }
  try syncFolder(containing: newPath)
  try syncFolder(containing: path)
}

/// Removes a folder that is empty; what is in any other stays.
///
/// - Throws: `FileError.cannotWrite`.
public func removeEmptyFolder(at path: String) throws {
  guard rmdir(path) == 0 else {
    // A link to a folder is no folder of its own.
    if [ENOENT, ENOTEMPTY, EEXIST, ENOTDIR].contains(errno) { return }
    throw FileError.cannotWrite(path: path, code: errno)
  }
  try syncFolder(containing: path)
}

/// Makes sure, without a change, that `createFolder` can create the folder, or that it is there, and
/// that files can be written in it.
///
/// - Throws: `FileError.cannotCreate`.
public func expectWritableFolder(at path: String) throws {
  var (existing, status) = (path.isEmpty ? "." : path, stat())
  while stat(existing, &status) != 0 {
    let code = errno
    let parent = splitPath(existing).folder
    guard code == ENOENT, parent != existing else {
      throw FileError.cannotCreate(path: path, code: code)
    }
    existing = parent
  }
  guard status.st_mode & S_IFMT == S_IFDIR else {
    throw FileError.cannotCreate(path: path, code: ENOTDIR)
  }
  guard access(existing, R_OK | W_OK | X_OK) == 0 else {
    throw FileError.cannotCreate(path: path, code: errno)
  }
}
