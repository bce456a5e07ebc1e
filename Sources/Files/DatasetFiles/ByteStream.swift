/// Bytes that come from front to back.
protocol ByteStream: AnyObject {
  /// How many are left; nil when that shows only once they are unpacked.
  var remaining: Int? { get }

  /// The next `count` bytes, fewer at the end.
  ///
  /// - Throws: `DatasetError`, `FileError`; also for what is wrong behind the last byte, when it is
  ///   asked for.
  func read(_ count: Int) throws -> [UInt8]
}

extension ByteStream {
  /// Whether nothing is left; asking makes a stream compare its checksum.
  ///
  /// - Throws: As `read(_:)`.
  func isAtEnd() throws -> Bool { try read(1).isEmpty }
}

/// A part of a file as it is.
final class PlainStream: ByteStream {
  private let contents: FileContents
  private var rest: Range<Int>

  /// The bytes `range`, which the file has; all of it unless told otherwise.
  init(_ contents: FileContents, range: Range<Int>? = nil) {
    (self.contents, rest) = (contents, range ?? 0..<contents.size)
  }

  var remaining: Int? { rest.count }

  func read(_ count: Int) throws -> [UInt8] {
    let bytes = try contents.bytes(from: rest.lowerBound, count: min(count, rest.count))
    rest = rest.dropFirst(bytes.count)
    return bytes
  }
}
