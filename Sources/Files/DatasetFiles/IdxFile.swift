/// Reads the header of an idx file, the format of the original MNIST files.
///
/// Magic 0, 0, the code of the numbers' type, the number of dimensions, then each dimension as a
/// big-endian 32-bit number; the elements follow.
///
/// - Parameters:
///   - stream: At the front of the file, unpacked.
///   - path: The file's.
/// - Returns: The array, whose elements are not read yet.
/// - Throws: `DatasetError`, `FileError`.
func idxArray(in stream: any ByteStream, path: String) throws -> StoredArray {
  let magic = try stream.read(4).map(Int.init)
  guard magic.count == 4, magic[0] == 0, magic[1] == 0 else {
    throw DatasetError.damaged(path: path, reason: "its magic number is not that of an idx file")
  }
  guard let type = NumberType(idxCode: magic[2]), (1...3).contains(magic[3]) else {
    throw DatasetError.unsupportedArray(
      path: path, array: "idx", reason: "has type \(magic[2]) and \(magic[3]) dimensions")
  }
  let dimensions = try stream.read(4 * magic[3])
  guard dimensions.count == 4 * magic[3] else {
    throw DatasetError.damaged(path: path, reason: "its header is cut off")
  }
  let shape = stride(from: 0, to: dimensions.count, by: 4).map { start in
    dimensions[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
  }
  return StoredArray(
    path: path, name: "idx", title: "its header", shape: shape, type: type, stream: stream)
}
