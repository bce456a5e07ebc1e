#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The path of a folder without the links in it, which leads to the same folder after a link was
/// switched.
///
/// What does not exist yet stays as it is, and so does a path without links. Below the working folder it
/// stays relative.
public func pathWithoutLinks(_ path: String) -> String {
  guard hasLink(path) else { return path }
  let (folder, name) = splitPath(path)
  guard let real = realPath(path) else {
    // The dangling link itself is not resolved, its folder is.
    if name.isEmpty || folder == path { return path }
    return joined(pathWithoutLinks(folder), name)
  }
  let slash = UInt8(ascii: "/")
  let working = realPath(".").map { $0 == [slash] ? $0 : $0 + [slash] } ?? []
  let isBelow = path.utf8.first != slash && !working.isEmpty && real.starts(with: working)
  // No path can say what is not UTF-8.
  let bytes = isBelow ? real.dropFirst(working.count) : real[...]
  return String(validating: bytes, as: UTF8.self) ?? path
}

/// The path of an output whose folder has no links in it; a link that the output is to replace stays.
public func outputPathWithoutLinks(_ path: String) -> String {
  let (folder, name) = splitPath(path)
  if name.utf8.elementsEqual(path.utf8) { return path }
  return joined(pathWithoutLinks(folder), name)
}

/// The name of the folder at `path`; for one that ends in `.` or `..`, that of the folder it leads to.
public func folderName(_ path: String) -> String {
  let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? "."
  guard name == "." || name == "..", let real = realPath(path) else { return name }
  return real.split(separator: UInt8(ascii: "/")).last
    .flatMap { String(validating: $0, as: UTF8.self) } ?? "/"
}

/// Whether a component of the path is a link.
private func hasLink(_ path: String) -> Bool {
  var status = stat()
  var end = path.utf8.startIndex
  while end < path.utf8.endIndex {
    // With the slash behind it, a link would be followed.
    let start = path.utf8[end...].firstIndex { $0 != UInt8(ascii: "/") } ?? path.utf8.endIndex
    end = path.utf8[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.utf8.endIndex
    if lstat(String(path[..<end]), &status) == 0, status.st_mode & S_IFMT == S_IFLNK {
      return true
    }
  }
  return false
}

/// The bytes of what the system makes of a path; nil when it leads nowhere.
private func realPath(_ path: String) -> [UInt8]? {
  guard let real = realpath(path, nil) else { return nil }
  defer { free(real) }
  return Array(UnsafeRawBufferPointer(start: real, count: strlen(real)))
}
