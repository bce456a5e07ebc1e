import CZlib

/// Reads the idx format of the original MNIST files: magic 0, 0, 8 (unsigned bytes), the number of
/// dimensions, each dimension as a big-endian 32-bit number, then the bytes.
func parseIdx(_ bytes: [UInt8], path: String) throws -> ByteArray {
  let magic = bytes.prefix(4).map(Int.init)
  guard magic.count == 4, magic[0] == 0, magic[1] == 0 else {
    throw DatasetError.damaged(path: path, reason: "its magic number is not that of an idx file")
  }
  guard magic[2] == 8, (1...3).contains(magic[3]) else {
    throw DatasetError.unsupportedArray(
      path: path, array: "idx", reason: "has type \(magic[2]) and \(magic[3]) dimensions")
  }
  let start = 4 + 4 * magic[3]
  guard bytes.count >= start else {
    throw DatasetError.damaged(path: path, reason: "its header is cut off")
  }
  let shape = stride(from: 4, to: start, by: 4).map { at in
    bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
  }
  var count = 1
  for dimension in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
    guard !overflow, product <= maximumArrayCount else {
      throw DatasetError.tooLarge(path: path, limit: maximumArrayCount)
    }
    count = product
  }
  guard bytes.count - start == count else {
    throw DatasetError.damaged(
      path: path, reason: "its header needs \(count) bytes, it has \(bytes.count - start)")
  }
  return ByteArray(shape: shape, bytes: Array(bytes[start...]))
}

/// Unpacks a gzip file, checksum included; stops as soon as more than an array can hold comes out.
func gunzip(_ bytes: [UInt8], path: String) throws -> [UInt8] {
  var stream = z_stream()
  let opened = inflateInit2_(
    &stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  guard opened == Z_OK else {
    throw DatasetError.damaged(path: path, reason: "no memory to unpack it")
  }
  defer { inflateEnd(&stream) }
  var input = bytes
  var output: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 20)
  let status: Int32 = try input.withUnsafeMutableBufferPointer { input in
    stream.next_in = input.baseAddress
    stream.avail_in = UInt32(clamping: input.count)
    while true {
      let (status, count) = piece.withUnsafeMutableBufferPointer { piece in
        stream.next_out = piece.baseAddress
        stream.avail_out = UInt32(piece.count)
        let status = inflate(&stream, Z_NO_FLUSH)
        return (status, piece.count - Int(stream.avail_out))
      }
      output += piece[..<count]
      guard output.count <= maximumArrayCount + 16 else {
        throw DatasetError.tooLarge(path: path, limit: maximumArrayCount)
      }
      if status != Z_OK || (count == 0 && stream.avail_in == 0) { return status }
    }
  }
  guard status == Z_STREAM_END, stream.avail_in == 0 else {
    let reason = status == Z_DATA_ERROR ? "its checksum or data is wrong" : "it is cut off"
    throw DatasetError.damaged(path: path, reason: reason)
  }
  return output
}
