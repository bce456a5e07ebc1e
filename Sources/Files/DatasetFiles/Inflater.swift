import CZlib

/// Unpacks a deflated part of a file from front to back, only as far as asked.
final class Inflater {
  enum Failure: Error {
    case cutOff
    case broken
    case outOfMemory
  }

  /// What zlib finds around the deflated bytes.
  enum Frame: Int32 {
    /// Nothing, as in a zip file.
    case none = -15
    /// gzip's header and checksum: 15 bits of window, and 16 to ask for them.
    case gzip = 31
  }

  private var stream = z_stream()
  private let contents: FileContents
  private let end: Int
  private var packed: [UInt8] = []
  private var used = 0
  private var packedEnd: Int
  /// Whether the last byte was unpacked.
  private(set) var isFinished = false

  private static let pieceCount = 1 << 16

  /// Starts with the first byte of `range`.
  ///
  /// - Throws: `Failure.outOfMemory`.
  init(_ contents: FileContents, range: Range<Int>, frame: Frame) throws {
    self.contents = contents
    (packedEnd, end) = (range.lowerBound, range.upperBound)
    let status = inflateInit2_(
      &stream, frame.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw Failure.outOfMemory }
  }

  deinit { inflateEnd(&stream) }

  /// The byte of the file behind those that were unpacked.
  var position: Int { packedEnd - packed.count + used }

  /// Goes on behind zero bytes, of which there may be `limit`; false when nothing else is left.
  ///
  /// - Throws: `FileError`.
  func skipZeros(limit: Int) throws -> Bool {
    var rest = limit
    while true {
      if used == packed.count { try refill() }
      if packed.isEmpty { return false }
      let zeros = packed[used...].prefix { $0 == 0 }.count
      used += min(zeros, rest)
      if used < packed.count { return true }
      rest -= zeros
    }
  }

  /// Starts again, with the byte at `position`.
  func restart() {
    inflateReset(&stream)
    isFinished = false
  }

  /// The next `count` bytes, fewer at the end.
  ///
  /// - Throws: `Failure`, `FileError`.
  func read(_ count: Int) throws -> [UInt8] {
    // An empty array shares its storage with all others, and that would be written to.
    guard count > 0 else { return [] }
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      while done < count, !isFinished {
        if used == packed.count { try refill() }
        let rest = UnsafeMutableBufferPointer(rebasing: buffer[done..<count])
        let (status, taken, written) = inflate(into: rest)
        used += taken
        done += written
        switch status {
        case Z_STREAM_END: isFinished = true
        case Z_OK where taken + written > 0: break
        case Z_OK, Z_BUF_ERROR: throw Failure.cutOff
        default: throw Failure.broken
        }
      }
    }
  }

  private func refill() throws {
    packed = try contents.bytes(from: packedEnd, count: min(Self.pieceCount, end - packedEnd))
    packedEnd += packed.count
    used = 0
  }

  private func inflate(
    into output: UnsafeMutableBufferPointer<UInt8>
  ) -> (status: Int32, taken: Int, written: Int) {
    packed.withUnsafeBufferPointer { packed in
      let input = UnsafeBufferPointer(rebasing: packed[used...])
      let (available, room) = (UInt32(input.count), UInt32(clamping: output.count))
      // zlib only reads here; its header leaves out the const.
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.avail_in = available
      stream.next_out = output.baseAddress
      stream.avail_out = room
      let status = CZlib.inflate(&stream, Z_NO_FLUSH)
      return (status, Int(available - stream.avail_in), Int(room - stream.avail_out))
    }
  }
}
