/// An .npz file: a zip of .npy members.
///
/// Members are matched by their names and never written anywhere; those not asked for are not even
/// unpacked.
struct NpzArchive {
  private let contents: FileContents
  private let members: [String: (entry: ZipEntry, range: Range<Int>)]
  /// The arrays in the file: its .npy members without the ending, in its order.
  let names: [String]

  /// Reads the directory.
  ///
  /// - Throws: `DatasetError`, `FileError`.
  init(_ contents: FileContents) throws {
    func damaged(_ reason: String) -> DatasetError { .damaged(path: contents.path, reason: reason) }
    let directory = try ZipDirectory(of: contents)
    var members: [String: (entry: ZipEntry, range: Range<Int>)] = [:]
    var names: [String] = []
    for entry in directory.entries {
      // Of all members: a name that is damaged in one place would be that of no array.
      guard let range = try directory.range(of: entry, in: contents) else {
        throw damaged("its member '\(entry.name)' is not where the zip has it")
      }
      guard entry.name.hasSuffix(".npy") else { continue }
      let name = String(entry.name.dropLast(4))
      guard members.updateValue((entry, range), forKey: name) == nil else {
        throw damaged("array '\(name)' appears twice")
      }
      names.append(name)
    }
    (self.contents, self.members, self.names) = (contents, members, names)
  }

  /// One of the arrays, nil when there is none of this name.
  ///
  /// - Throws: `DatasetError`, `FileError`.
  func array(_ name: String) throws -> StoredArray? {
    guard let (entry, range) = members[name] else { return nil }
    let stream = try ZipMemberStream(entry, at: range, in: contents, title: "array '\(name)'")
    return try npyArray(in: stream, name: name, path: contents.path)
  }
}
