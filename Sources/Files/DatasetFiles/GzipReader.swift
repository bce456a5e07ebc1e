import CZlib

/// Unpacks a gzip file from front to back, only as far as asked.
final class GzipReader {
  private var stream = z_stream()
  private let input: [UInt8]
  private var position = 0
  private let path: String
  private var isFinished = false

  /// Starts with `input`, the whole file.
  ///
  /// - Throws: `DatasetError.damaged` without memory.
  init(_ input: [UInt8], path: String) throws {
    self.input = input
    self.path = path
    // 15 bits of window as gzip allows, 16 for the gzip frame with its checksum.
    let status = inflateInit2_(
      &stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw damaged("no memory to unpack it") }
  }

  deinit { inflateEnd(&stream) }

  /// The next `count` bytes, fewer at the end.
  ///
  /// - Throws: `DatasetError.damaged`.
  func read(_ count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      while done < count, !isFinished {
        let rest = UnsafeMutableBufferPointer(rebasing: buffer[done..<count])
        let (status, written) = inflate(into: rest)
        done += written
        switch status {
        case Z_STREAM_END: isFinished = true
        case Z_OK where position < input.count || done == count: break
        case Z_OK, Z_BUF_ERROR: throw damaged("it is cut off")
        default: throw damaged("its checksum or data is wrong")
        }
      }
    }
  }

  private func inflate(
    into output: UnsafeMutableBufferPointer<UInt8>
  ) -> (status: Int32, written: Int) {
    input.withUnsafeBufferPointer { input in
      let packed = input[position...]
      let (available, room) = (UInt32(clamping: packed.count), UInt32(clamping: output.count))
      // zlib only reads here; its header leaves out the const.
      stream.next_in = UnsafeMutablePointer(
        mutating: UnsafeBufferPointer(rebasing: packed).baseAddress)
      stream.avail_in = available
      stream.next_out = output.baseAddress
      stream.avail_out = room
      let status = CZlib.inflate(&stream, Z_NO_FLUSH)
      position += Int(available - stream.avail_in)
      return (status, Int(room - stream.avail_out))
    }
  }

  /// Whether nothing is left, neither in the packed data nor behind it.
  ///
  /// - Throws: `DatasetError.damaged`, such as for a wrong checksum.
  func isAtEnd() throws -> Bool {
    guard try read(1).isEmpty else { return false }
    guard position == input.count else { throw damaged("something follows its compressed data") }
    return true
  }

  private func damaged(_ reason: String) -> DatasetError { .damaged(path: path, reason: reason) }
}
