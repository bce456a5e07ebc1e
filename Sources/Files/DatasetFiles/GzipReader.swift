/// Unpacks a gzip file from front to back, only as far as asked.
///
/// It may consist of several parts, each of any length, with zero bytes behind each: `cat` joins
/// files so, parallel compressors and tapes write so.
final class GzipReader: ByteStream {
  private let contents: FileContents
  private let inflater: Inflater
  private var partCount = 1

  /// What a part begins with.
  static let magic: [UInt8] = [0x1F, 0x8B]
  /// More parts than any writer makes; each takes time, however empty.
  private static let maximumPartCount = 100_000
  /// More zeros behind a part than any tape's block has.
  private static let maximumPaddingCount = 1 << 20

  /// Starts at the front of the file.
  ///
  /// - Throws: `DatasetError.damaged` without memory.
  init(_ contents: FileContents) throws {
    self.contents = contents
    do {
      inflater = try Inflater(contents, range: 0..<contents.size, frame: .gzip)
    } catch is Inflater.Failure {
      throw DatasetError.damaged(path: contents.path, reason: "no memory to unpack it")
    }
  }

  var remaining: Int? { nil }

  func read(_ count: Int) throws -> [UInt8] {
    do {
      var bytes = try inflater.read(count)
      while bytes.count < count, try startNextPart() {
        bytes += try inflater.read(count - bytes.count)
      }
      return bytes
    } catch let failure as Inflater.Failure {
      throw damaged(failure == .cutOff ? "it is cut off" : "its checksum or data is wrong")
    }
  }

  /// Goes to the part behind the one that ended; false when only zeros are left.
  private func startNextPart() throws -> Bool {
    guard try inflater.skipZeros(limit: Self.maximumPaddingCount) else { return false }
    guard try contents.bytes(from: inflater.position, count: 2) == Self.magic else {
      throw damaged("something follows its compressed data")
    }
    partCount += 1
    guard partCount <= Self.maximumPartCount else {
      throw damaged("it consists of more than \(Self.maximumPartCount) parts")
    }
    inflater.restart()
    return true
  }

  private func damaged(_ reason: String) -> DatasetError {
    .damaged(path: contents.path, reason: reason)
  }
}
