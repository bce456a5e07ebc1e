/// The folder and the last component of `path`.
///
/// Bytes are compared: to Swift, a slash before a combining accent is another character.
func splitPath(_ path: String) -> (folder: String, name: String) {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
  let folder = String(path[..<slash])
  return (folder.isEmpty ? "/" : folder, String(path[path.utf8.index(after: slash)...]))
}

/// The path of `name` in a folder, whose own path may end with a slash.
public func joined(_ folder: String, _ name: String) -> String {
  folder.utf8.last == UInt8(ascii: "/") ? folder + name : "\(folder)/\(name)"
}

/// Whether two paths are of one name in one folder, however they are spelt.
public func areSamePlace(_ one: String, _ other: String) -> Bool {
  let (one, other) = (splitPath(one), splitPath(other))
  guard one.name.utf8.elementsEqual(other.name.utf8), let folder = FolderIdentity(of: one.folder)
  else { return false }
  return folder == FolderIdentity(of: other.folder)
}

/// The path of `name` in the folder where `path` lies; `name` itself beside a bare name.
public func siblingPath(of path: String, named name: String) -> String {
  let (folder, own) = splitPath(path)
  return own.utf8.elementsEqual(path.utf8) ? name : joined(folder, name)
}
