import CArchive

/// An .npz file: a zip of .npy members.
///
/// Members are matched by their whole name and never written anywhere; those not asked for are not
/// even unpacked.
struct NpzArchive {
  private let bytes: [UInt8]
  private let path: String
  /// The arrays in the file: its .npy members without the ending.
  let names: [String]

  /// Reads the directory.
  ///
  /// - Throws: `DatasetError`.
  init(_ bytes: [UInt8], path: String) throws {
    self.bytes = bytes
    self.path = path
    names = try ZipDirectory(of: bytes, path: path).names.filter { $0.hasSuffix(".npy") }
      .map { String($0.dropLast(4)) }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw DatasetError.damaged(path: path, reason: "array '\(name)' appears twice")
    }
  }

  /// Reads arrays of together at most `limit` bytes.
  ///
  /// - Throws: `DatasetError`.
  func arrays(_ wanted: Set<String>, limit: Int) throws -> [String: ByteArray] {
    guard let archive = archive_read_new() else {
      throw DatasetError.damaged(path: path, reason: "no memory to read it")
    }
    defer { archive_read_free(archive) }
    // The other zip reader would also read a file whose directory is cut off.
    archive_read_support_format_zip_seekable(archive)
    var arrays: [String: ByteArray] = [:]
    try bytes.withUnsafeBytes { buffer in
      let status = archive_read_open_memory(archive, buffer.baseAddress, buffer.count)
      guard status == ARCHIVE_OK else { throw failure(of: archive) }
      var rest = limit
      while let member = try nextMember(of: archive, path: path) {
        guard wanted.contains(member.name) else { continue }
        guard arrays[member.name] == nil else {
          throw DatasetError.damaged(path: path, reason: "array '\(member.name)' appears twice")
        }
        let array = try member.array(limit: rest)
        rest -= array.bytes.count
        arrays[member.name] = array
      }
    }
    guard arrays.count == wanted.count else {
      throw DatasetError.damaged(path: path, reason: "its zip directory names other members")
    }
    return arrays
  }

  private func nextMember(of archive: OpaquePointer, path: String) throws -> NpzMember? {
    while true {
      var entry: OpaquePointer?
      let status = archive_read_next_header(archive, &entry)
      if status == ARCHIVE_EOF { return nil }
      // A warning is about a name in another character set, so not about one of ours.
      if status == ARCHIVE_WARN { continue }
      guard status == ARCHIVE_OK, let entry else { throw failure(of: archive) }
      guard let text = archive_entry_pathname(entry) else { continue }
      let name = String(cString: text)
      guard name.hasSuffix(".npy") else { continue }
      let regularFile: UInt32 = 0o100000
      let size = archive_entry_size_is_set(entry) != 0 ? Int(archive_entry_size(entry)) : -1
      return NpzMember(
        archive: archive, path: path, name: String(name.dropLast(4)),
        size: archive_entry_filetype(entry) == regularFile ? size : -1)
    }
  }

  private func failure(of archive: OpaquePointer) -> DatasetError {
    .damaged(path: path, reason: archiveMessage(archive) ?? "it ends early")
  }
}

/// What libarchive says went wrong.
func archiveMessage(_ archive: OpaquePointer) -> String? {
  archive_error_string(archive).map { String(cString: $0) }
}
