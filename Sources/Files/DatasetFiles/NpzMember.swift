import CArchive

/// The .npy member that a zip is being read at.
struct NpzMember {
  let archive: OpaquePointer
  let path: String
  let name: String
  /// The size the zip declares; negative when it has none.
  let size: Int

  /// Reads the array, of at most `limit` bytes.
  ///
  /// Nothing is allocated before the header was read and fits what the zip declares.
  ///
  /// - Throws: `DatasetError`.
  func array(limit: Int) throws -> ByteArray {
    guard let method = archive_format_name(archive).map({ String(cString: $0) }),
      method.hasSuffix("(deflation)") || method.hasSuffix("(uncompressed)"), size >= 0
    else { throw damaged("is not stored as NumPy stores arrays") }
    let start = try read(10)
    guard start.count == 10, start.starts(with: NpyHeader.magic) else {
      throw damaged("is not in .npy format")
    }
    guard (1...3).contains(start[6]), start[7] == 0 else {
      throw damaged("has .npy version \(start[6]).\(start[7])")
    }
    // Version 1 has a length of two bytes, the later ones of four.
    let lengthEnd = start[6] == 1 ? [] : try read(2)
    let length = (start[8...] + lengthEnd).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= NpyHeader.maximumCount else { throw damaged("has a header of \(length) bytes") }
    let text = try read(length)
    guard text.count == length else { throw damaged("ends within its header") }
    let shape = try checkedShape(text)
    guard let count = elementCount(of: shape, limit: limit) else {
      throw DatasetError.tooLarge(path: path, what: "array '\(name)' of shape \(shape)")
    }
    let found = size - start.count - lengthEnd.count - length
    guard found == count else { throw damaged("needs \(count) bytes, it has \(found)") }
    let bytes = try read(count)
    // The byte that must not be there: asking for it makes libarchive compare the checksum.
    guard bytes.count == count, try read(1).isEmpty else {
      throw damaged("has another size than the zip declares")
    }
    return ByteArray(shape: shape, bytes: bytes)
  }

  private func checkedShape(_ text: [UInt8]) throws -> [Int] {
    func unsupported(_ reason: String) -> DatasetError {
      .unsupportedArray(path: path, array: name, reason: reason)
    }
    let header: NpyHeader
    do {
      header = try NpyHeader(parsing: text)
    } catch .structured {
      throw unsupported("has a structured dtype")
    } catch .malformed {
      throw damaged("has a malformed header")
    }
    guard !header.isFortran else { throw unsupported("is in Fortran order") }
    guard ["|u1", "u1", "<u1", ">u1", "=u1"].contains(header.type) else {
      throw unsupported("has dtype '\(header.type.prefix(40))'")
    }
    return header.shape
  }

  /// The next `count` bytes, fewer at the end.
  private func read(_ count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      while done < count {
        let status = archive_read_data(
          archive, buffer.baseAddress.map { $0 + done }, count - done)
        guard status >= 0 else { throw damaged("is broken: " + (archiveMessage(archive) ?? "")) }
        if status == 0 { break }
        done += status
      }
    }
  }

  private func damaged(_ reason: String) -> DatasetError {
    .damaged(path: path, reason: "array '\(name)' \(reason)")
  }
}
