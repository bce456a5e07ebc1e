/// The header of the idx format of the original MNIST files: magic 0, 0, 8 (unsigned bytes), the
/// number of dimensions, each dimension as a big-endian 32-bit number; the bytes follow.
struct IdxHeader {
  let shape: [Int]

  /// Bytes of the magic number.
  static let magicCount = 4

  /// Bytes of the dimensions after the magic number `magic`.
  ///
  /// - Throws: `DatasetError`.
  static func dimensionsCount(magic: some Collection<UInt8>, path: String) throws -> Int {
    let magic = magic.map(Int.init)
    guard magic.count == magicCount, magic[0] == 0, magic[1] == 0 else {
      throw DatasetError.damaged(path: path, reason: "its magic number is not that of an idx file")
    }
    guard magic[2] == 8, (1...3).contains(magic[3]) else {
      throw DatasetError.unsupportedArray(
        path: path, array: "idx", reason: "has type \(magic[2]) and \(magic[3]) dimensions")
    }
    return 4 * magic[3]
  }

  /// Reads the bytes after the magic number, `count` of them.
  ///
  /// - Throws: `DatasetError`.
  init(dimensions bytes: some Collection<UInt8>, count: Int, path: String) throws {
    let bytes = Array(bytes)
    guard bytes.count == count else {
      throw DatasetError.damaged(path: path, reason: "its header is cut off")
    }
    shape = stride(from: 0, to: count, by: 4).map { at in
      bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
    }
  }

  /// Bytes of the array.
  ///
  /// - Throws: `DatasetError.tooLarge` above `limit`.
  func byteCount(limit: Int, path: String) throws -> Int {
    guard let count = elementCount(of: shape, limit: limit) else {
      throw DatasetError.tooLarge(path: path, what: "an array of shape \(shape)")
    }
    return count
  }
}

/// Takes the array out of an idx file, of at most `limit` bytes, without a copy.
///
/// - Throws: `DatasetError`.
func readIdx(_ bytes: inout [UInt8], path: String, limit: Int) throws -> ByteArray {
  let magic = bytes.prefix(IdxHeader.magicCount)
  let size = try IdxHeader.dimensionsCount(magic: magic, path: path)
  let header = try IdxHeader(
    dimensions: bytes.dropFirst(magic.count).prefix(size), count: size, path: path)
  let count = try header.byteCount(limit: limit, path: path)
  let start = magic.count + size
  guard bytes.count - start == count else {
    throw DatasetError.damaged(
      path: path, reason: "its header needs \(count) bytes, it has \(bytes.count - start)")
  }
  bytes.removeFirst(start)
  defer { bytes = [] }
  return ByteArray(shape: header.shape, bytes: bytes)
}

/// Reads a compressed idx file, of at most `limit` bytes of array.
///
/// - Throws: `DatasetError`.
func readCompressedIdx(_ bytes: [UInt8], path: String, limit: Int) throws -> ByteArray {
  let gzip = try GzipReader(bytes, path: path)
  let magic = try gzip.read(IdxHeader.magicCount)
  guard magic.count == IdxHeader.magicCount else {
    throw DatasetError.damaged(path: path, reason: "its content is no idx file")
  }
  let size = try IdxHeader.dimensionsCount(magic: magic, path: path)
  let header = try IdxHeader(dimensions: try gzip.read(size), count: size, path: path)
  let count = try header.byteCount(limit: limit, path: path)
  let content = try gzip.read(count)
  guard content.count == count, try gzip.isAtEnd() else {
    throw DatasetError.damaged(
      path: path, reason: "its header needs \(count) bytes, it does not have just them")
  }
  return ByteArray(shape: header.shape, bytes: content)
}
