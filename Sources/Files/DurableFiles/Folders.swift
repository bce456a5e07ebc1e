#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a new file may be, before the umask takes its part.
let newFileMode: mode_t = 0o666

/// Creates a folder and the parents it lacks, each name durable.
///
/// - Throws: `FileError.cannotCreate`, `.cannotWrite`.
public func createFolder(at path: String) throws {
  var status = stat()
  if path.isEmpty || (stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR) { return }
  let (parent, name) = splitPath(path)
  if parent != path { try createFolder(at: parent) }
  // What ends in a slash is there now.
  if name.isEmpty { return }
  guard mkdir(path, 0o777) == 0 else {
    let code = errno
    // Another process may have been faster.
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    throw FileError.cannotCreate(path: path, code: code == EEXIST ? ENOTDIR : code)
  }
  try syncFolder(parent)
}

/// Makes renames and new names in a folder durable.
///
/// - Throws: `FileError.cannotWrite`.
public func syncFolder(_ path: String) throws {
  let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError.cannotWrite(path: path, code: errno) }
  defer { close(descriptor) }
  // Some network file systems know no fsync of a folder, and say so by EINVAL.
  guard fsync(descriptor) == 0 || errno == EINVAL else {
    throw FileError.cannotWrite(path: path, code: errno)
  }
}

/// Makes a new name durable in the folder that holds `path`.
///
/// - Throws: `FileError.cannotWrite`.
public func syncFolder(containing path: String) throws {
  try syncFolder(splitPath(path).folder)
}

/// The names in a folder, sorted by their bytes.
///
/// Those that are not UTF-8 come repaired: whoever wants such a file finds it missing, and whoever
/// does not is not disturbed.
///
/// - Throws: `FileError.missing` or `.unreadable`.
public func namesInFolder(_ path: String) throws -> [String] {
  guard let folder = opendir(path) else { throw FileError.reading(path) }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// Removes files, and makes that durable; files that are not there are no matter.
///
/// All are in one folder.
///
/// - Throws: `FileError.cannotWrite`.
public func removeFiles(at paths: [String]) throws {
  for path in paths where unlink(path) != 0 && errno != ENOENT {
    throw FileError.cannotWrite(path: path, code: errno)
  }
  if let first = paths.first { try syncFolder(containing: first) }
}

/// Makes a full pipe or a file size limit an error of the call instead of a signal.
public func ignoreFileSignals() {
  signal(SIGXFSZ, SIG_IGN)
  signal(SIGPIPE, SIG_IGN)
}
