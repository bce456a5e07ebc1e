import CZlib

/// The content of a zip file's member, unpacked, with its size and checksum compared at its end.
final class ZipMemberStream: ByteStream {
  private let entry: ZipEntry
  private let title: String
  private let path: String
  private let packed: PackedBytes
  private var done = 0
  private var checksum = crc32(0, nil, 0)

  private enum PackedBytes {
    case stored(PlainStream)
    case deflated(Inflater)
  }

  /// Starts at the first byte of the content.
  ///
  /// - Parameters:
  ///   - entry: The member.
  ///   - range: Where its packed content is.
  ///   - contents: The zip file.
  ///   - title: What errors call the member.
  /// - Throws: `DatasetError.damaged` for what NumPy does not write.
  init(_ entry: ZipEntry, at range: Range<Int>, in contents: FileContents, title: String) throws {
    (self.entry, self.title, path) = (entry, title, contents.path)
    let isUsual =
      !entry.isEncrypted && !entry.isSpecial
      && (entry.method == 8 || entry.method == 0 && entry.packedSize == entry.size)
    guard isUsual else {
      throw DatasetError.damaged(
        path: path, reason: "\(title) is not stored as NumPy stores arrays")
    }
    packed =
      entry.method == 0
      ? .stored(PlainStream(contents, range: range))
      : .deflated(try Inflater(contents, range: range, frame: .none))
  }

  var remaining: Int? { entry.size - done }

  func read(_ count: Int) throws -> [UInt8] {
    let bytes = try unpack(count)
    done += bytes.count
    checksum = bytes.withUnsafeBufferPointer { crc32_z(checksum, $0.baseAddress, $0.count) }
    guard done <= entry.size, done == entry.size || bytes.count == count else {
      throw damaged("has another size than the zip declares")
    }
    if bytes.count < count, checksum != UInt(entry.checksum) { throw damaged("is broken: bad CRC") }
    return bytes
  }

  private func unpack(_ count: Int) throws -> [UInt8] {
    switch packed {
    case .stored(let stream): return try stream.read(count)
    case .deflated(let inflater):
      do {
        return try inflater.read(count)
      } catch is Inflater.Failure {
        throw damaged("is broken: its packed data is wrong")
      }
    }
  }

  private func damaged(_ reason: String) -> DatasetError {
    .damaged(path: path, reason: "\(title) \(reason)")
  }
}
