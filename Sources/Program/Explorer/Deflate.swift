import CZlib

/// The bytes as a zlib stream (RFC 1950), each as short as its frequency allows.
///
/// Nothing repeats in weights, so no repetitions are looked for.
func deflated(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  let status = deflateInit2_(
    &stream, Z_BEST_COMPRESSION, Z_DEFLATED, windowBits, memoryLevel, Z_HUFFMAN_ONLY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  precondition(status == Z_OK, "zlib has no memory")
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
  let count = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      let status = deflate(&stream, Z_FINISH)
      precondition(status == Z_STREAM_END, "zlib had room for all")
      return Int(stream.total_out)
    }
  }
  return Array(output.prefix(count))
}

private let windowBits: Int32 = 15
private let memoryLevel: Int32 = 9
