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

/// The arrays with Keras's names; in a file without any, those whose names say a split, or all when
/// the file's own name says one.
private func findArrays(
  in archive: NpzArchive, path: String, name: String
) throws -> [(role: Role, array: StoredArray)] {
  let kerasNames = archive.names.filter { Role(kerasName: $0) != nil }
  // A name with a folder is that of another file's array.
  let names =
    kerasNames.isEmpty
    ? archive.names.filter { !$0.contains("/") && !$0.contains("\\") && !$0.hasPrefix(".") }
    : kerasNames
  let found = try names.compactMap { arrayName -> (Role, StoredArray)? in
    let splits = [arrayName, name].compactMap(Split.init(in:))
    guard !splits.isEmpty, let array = try archive.array(arrayName) else { return nil }
    let role = Role(kerasName: arrayName) ?? Role(shape: array.shape, names: [arrayName, name])
    return role.map { ($0, array) }
  }
  guard !found.isEmpty else {
    throw DatasetError.missingArray(
      path: path, wanted: "array 'x_train'", found: Array(archive.names.sorted().prefix(8)))
  }
  return found
}
