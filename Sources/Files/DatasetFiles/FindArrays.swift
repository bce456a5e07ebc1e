import NumpyFiles

/// Finds the arrays of a data set in a file, told by its first bytes: .npz, .npy, gzip or idx.
///
/// - Parameters:
///   - contents: The file.
///   - name: The file's, without the folder.
/// - Returns: Each array with its role; the elements are not read yet.
/// - Throws: `DatasetError`, `FileError`.
func findArrays(
  in contents: FileContents, name: String
) throws -> [(role: Role, array: StoredArray)] {
  let start = try contents.bytes(from: 0, count: 256)
  let path = contents.path
  let array: StoredArray
  if start.starts(with: [0x50, 0x4B]) {
    return try findArrays(in: NpzArchive(contents), path: path, name: name)
  } else if start.starts(with: GzipReader.magic) {
    array = try idxArray(in: GzipReader(contents), path: path)
  } else if start.starts(with: NpyHeader.magic) {
    array = try npyArray(in: PlainStream(contents), name: nil, path: path)
  } else if start.starts(with: [0, 0]) {
    array = try idxArray(in: PlainStream(contents), path: path)
  } else {
    let text = String(decoding: start, as: UTF8.self).lowercased()
    let isPage = text.contains("<html") || text.contains("<!doctype")
    throw DatasetError.unrecognised(
      path: path, hint: start.isEmpty ? " (it is empty)" : isPage ? " but a web page" : "")
  }
  guard let role = Role(shape: array.shape, names: [name]) else {
    throw DatasetError.unrecognised(
      path: path, hint: " whose name says its split ('train', or 'test' or 't10k')")
  }
  return [(role, array)]
}

/// The arrays with Keras's names; for what these leave out, those whose names say a split, in a file
/// without any also those of a file whose own name does.
private func findArrays(
  in archive: NpzArchive, path: String, name: String
) throws -> [(role: Role, array: StoredArray)] {
  var found: [(role: Role, array: StoredArray)] = []
  for arrayName in archive.names {
    if let role = Role(kerasName: arrayName), let array = try archive.array(arrayName) {
      found.append((role, array))
    }
  }
  let given = Set(found.map(\.role))
  for arrayName in archive.names where Role(kerasName: arrayName) == nil {
    // A name with a folder is that of another file's array.
    if arrayName.contains("/") || arrayName.contains("\\") || arrayName.hasPrefix(".") { continue }
    let names = given.isEmpty ? [arrayName, name] : [arrayName]
    guard let split = names.lazy.compactMap(Split.init(in:)).first,
      !given.isSuperset(of: split.roles), let array = try archive.array(arrayName),
      let role = Role(shape: array.shape, names: names), !given.contains(role)
    else { continue }
    if let other = found.first(where: { $0.role == role }) {
      throw DatasetError.sameRole(
        path: path, role: role.rawValue, arrays: [other.array.name, arrayName])
    }
    found.append((role, array))
  }
  guard !found.isEmpty else {
    throw DatasetError.missingArray(
      path: path, wanted: "array 'x_train'", found: Array(archive.names.sorted().prefix(8)))
  }
  return found
}
