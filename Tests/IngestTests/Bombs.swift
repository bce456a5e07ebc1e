import CZlib
import TestSupport

/// Packed bytes that unpack to `start` and then 10 GB of zeros, without the end of the stream.
private func packedZeros(after start: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  // After a full flush, equal input gives equal output: one packed megabyte is copied.
  func packed(_ bytes: [UInt8]) -> [UInt8] {
    var input = bytes
    var output = [UInt8](repeating: 0, count: 1 << 16)
    let count = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        precondition(deflate(&stream, Z_FULL_FLUSH) == Z_OK && stream.avail_out > 0)
        return output.count - Int(stream.avail_out)
      }
    }
    return Array(output[..<count])
  }
  let head = packed(start)
  let megabyte = packed([UInt8](repeating: 0, count: 1 << 20))
  return head + (0..<10_000).flatMap { _ in megabyte }
}

/// A gzip file of 10 GB that begins with `start`.
func gzipBomb(_ start: [UInt8]) -> [UInt8] {
  [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + packedZeros(after: start)
}

/// An .npy file's header.
func npyHeader(_ shape: [Int], type: String = "|u1") -> [UInt8] {
  let tuple = shape.map { "\($0), " }.joined()
  let text = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': (\(tuple))}\n".utf8)
  return [0x93] + Array("NUMPY".utf8) + [1, 0] + little(text.count, 2) + text
}

/// An .npz file whose four arrays unpack to 10 GB each, of the shape `shape` and the size
/// `declaredSize` as they say.
func zipBomb(_ shape: [Int], declaredSize: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  var directory: [UInt8] = []
  let packed = packedZeros(after: npyHeader(shape))
  for name in ["x_train.npy", "y_train.npy", "x_test.npy", "y_test.npy"] {
    let isFirst = directory.isEmpty
    let content = isFirst ? packed : Array(packed.prefix(200))
    let extra = little(1, 2) + little(16, 2) + little(declaredSize, 8) + little(content.count, 8)
    let common =
      little(45, 2) + little(0, 2) + little(8, 2) + little(0x21_0000, 4) + little(0, 4)
      + little(-1, 8) + little(name.utf8.count, 2) + little(extra.count, 2)
    directory += [0x50, 0x4B, 1, 2] + little(0x32D, 2) + common + little(0, 10)
    directory += little(bytes.count, 4) + Array(name.utf8) + extra
    bytes += [0x50, 0x4B, 3, 4] + common + Array(name.utf8) + extra + content
  }
  return bytes + directory + endRecord(entryCount: 4, size: directory.count, start: bytes.count)
}

/// A zip file that is a directory of a million members and nothing else.
func directoryBomb() -> [UInt8] {
  let entry =
    [0x50, 0x4B, 1, 2] + [UInt8](repeating: 0, count: 24) + [5]
    + [UInt8](
      repeating: 0, count: 17) + Array("a.npy".utf8)
  let directory = (0..<1_000_000).flatMap { _ in entry }
  return directory + endRecord(entryCount: 16960, size: directory.count, start: 0)
}

private func endRecord(entryCount: Int, size: Int, start: Int) -> [UInt8] {
  [0x50, 0x4B, 5, 6] + little(0, 4) + little(entryCount, 2) + little(entryCount, 2)
    + little(size, 4) + little(start, 4) + little(0, 2)
}
