import CArchive

/// Reads the arrays of an .npz file, a zip of .npy members, through libarchive.
///
/// Members are matched by name and never written anywhere. Only the seekable reader is used: it
/// needs the zip's directory, so a cut file is an error.
func readNpz(_ bytes: [UInt8], path: String) throws -> [String: ByteArray] {
  guard let archive = archive_read_new() else {
    throw DatasetError.damaged(path: path, reason: "no memory to read it")
  }
  defer { archive_read_free(archive) }
  func damaged() -> DatasetError {
    let text = archive_error_string(archive).map { String(cString: $0) } ?? "it ends early"
    return .damaged(path: path, reason: text)
  }
  archive_read_support_format_zip_seekable(archive)
  var arrays: [String: ByteArray] = [:]
  return try bytes.withUnsafeBytes { buffer in
    guard archive_read_open_memory(archive, buffer.baseAddress, buffer.count) == ARCHIVE_OK else {
      throw damaged()
    }
    var entry: OpaquePointer?
    while true {
      let status = archive_read_next_header(archive, &entry)
      if status == ARCHIVE_EOF { return arrays }
      guard status == ARCHIVE_OK, let entry else { throw damaged() }
      guard let text = archive_entry_pathname(entry) else {
        throw DatasetError.damaged(path: path, reason: "a member has no name")
      }
      let member = String(cString: text)
      guard member.hasSuffix(".npy") else { continue }
      let name = String(member.dropLast(4))
      guard arrays[name] == nil else {
        throw DatasetError.damaged(path: path, reason: "array '\(name)' appears twice")
      }
      guard archive_entry_size_is_set(entry) != 0 else {
        throw DatasetError.damaged(path: path, reason: "array '\(name)' has no size")
      }
      let size = Int(archive_entry_size(entry))
      guard size >= 0, size <= maximumArrayCount + 10_012 else {
        throw DatasetError.tooLarge(path: path, limit: maximumArrayCount)
      }
      guard let content = readMember(archive, size: size) else { throw damaged() }
      arrays[name] = try parseNpy(content, path: path, name: name)
    }
  }
}

/// Exactly `size` bytes, or nil: one byte more is asked for, which also makes libarchive check the
/// CRC of a stored member.
private func readMember(_ archive: OpaquePointer, size: Int) -> [UInt8]? {
  var content = [UInt8](repeating: 0, count: size + 1)
  var done = 0
  while done <= size {
    let count = content.withUnsafeMutableBytes {
      archive_read_data(archive, $0.baseAddress.map { $0 + done }, size + 1 - done)
    }
    if count < 0 { return nil }
    if count == 0 { break }
    done += count
  }
  guard done == size else { return nil }
  content.removeLast()
  return content
}
