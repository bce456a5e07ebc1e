import NumpyFiles

/// Reads the header of a .npy file.
///
/// - Parameters:
///   - stream: At the front of the file.
///   - name: The array's, when it has one.
///   - path: The file's, or that of the .npz that it is in.
/// - Returns: The array, whose elements are not read yet.
/// - Throws: `DatasetError`, `FileError`.
func npyArray(in stream: any ByteStream, name: String?, path: String) throws -> StoredArray {
  let title = name.map { "array '\($0)'" } ?? "its array"
  func damaged(_ reason: String) -> DatasetError {
    .damaged(path: path, reason: "\(title) \(reason)")
  }
  let start = try stream.read(10)
  guard start.count == 10, start.starts(with: NpyHeader.magic) else {
    throw damaged("is not in .npy format")
  }
  guard (1...3).contains(start[6]), start[7] == 0 else {
    throw damaged("has .npy version \(start[6]).\(start[7])")
  }
  // Version 1 has a length of two bytes, the later ones of four.
  let lengthEnd = start[6] == 1 ? [] : try stream.read(2)
  let length = (start[8...] + lengthEnd).reversed().reduce(0) { $0 << 8 | Int($1) }
  guard length <= NpyHeader.maximumCount else { throw damaged("has a header of \(length) bytes") }
  let text = try stream.read(length)
  guard text.count == length else { throw damaged("ends within its header") }
  func unsupported(_ reason: String) -> DatasetError {
    .unsupportedArray(path: path, array: name ?? "npy", reason: reason)
  }
  let header: NpyHeader
  do {
    header = try NpyHeader(parsing: text)
  } catch .structured {
    throw unsupported("has a structured dtype")
  } catch .malformed {
    throw damaged("has a malformed header")
  }
  guard let type = NumberType(descr: header.type) else {
    throw unsupported("has dtype '\(header.type.prefix(40))'")
  }
  return StoredArray(
    path: path, name: name ?? "npy", title: title, shape: header.shape, type: type,
    isFortran: header.isFortran, stream: stream)
}
