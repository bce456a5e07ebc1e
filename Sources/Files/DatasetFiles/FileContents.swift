import DurableFiles

/// What a data file holds, read piece by piece wherever asked: a file may be larger than memory
/// ought to be.
struct FileContents {
  let path: String
  /// Bytes in all.
  let size: Int
  private let read: (Range<Int>) throws -> [UInt8]

  /// The contents of an open file.
  init(of file: ReadableFile) {
    (path, size, read) = (file.path, file.size, { try file.bytes($0) })
  }

  /// Bytes in memory as those of the file `path`.
  init(_ bytes: [UInt8], path: String) {
    (self.path, size, read) = (path, bytes.count, { Array(bytes[$0]) })
  }

  /// The bytes from `start` on, `count` of them, or those there are.
  ///
  /// - Throws: `FileError`.
  func bytes(from start: Int, count: Int) throws -> [UInt8] {
    try read(min(start, size)..<min(start + count, size))
  }
}
