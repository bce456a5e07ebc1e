/// The directory at the end of a zip file, as far as it matters before libarchive reads the file.
///
/// libarchive reads every entry of a directory, of which a hostile file has millions, and does not
/// show a NUL in a name.
struct ZipDirectory {
  /// The members, as they are called in the directory.
  let names: [String]

  private static let maximumCount = 64 << 10
  private static let recordCount = 22
  private static let entryCount = 46

  /// Reads the directory of the zip file `bytes`.
  ///
  /// - Throws: `DatasetError.damaged`, also for what NumPy never writes: a directory above 64 KiB,
  ///   in zip64 form or in several volumes, and bytes behind it.
  init(of bytes: [UInt8], path: String) throws {
    func damaged(_ reason: String) -> DatasetError { .damaged(path: path, reason: reason) }
    func number(_ offset: Int, _ count: Int) -> Int {
      bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    func isSignature(_ third: UInt8, _ fourth: UInt8, at offset: Int) -> Bool {
      bytes[offset...].starts(with: [0x50, 0x4B, third, fourth])
    }
    let record = bytes.count - Self.recordCount
    guard record >= 0, isSignature(5, 6, at: record), number(record + 20, 2) == 0 else {
      throw damaged("it is cut off, or no zip file: its directory is not at its end")
    }
    let (count, size) = (number(record + 10, 2), number(record + 12, 4))
    let start = record - size
    guard number(record + 4, 4) == 0, number(record + 8, 2) == count, size <= Self.maximumCount,
      start >= 0, number(record + 16, 4) == start,
      record < 20 || !isSignature(6, 7, at: record - 20)
    else { throw damaged("its zip directory is not that of an .npz file") }
    var names: [String] = []
    var position = start
    while position < record {
      guard position + Self.entryCount <= record, isSignature(1, 2, at: position) else {
        throw damaged("its zip directory is broken")
      }
      let nameCount = number(position + 28, 2)
      let nameStart = position + Self.entryCount
      position = nameStart + nameCount + number(position + 30, 2) + number(position + 32, 2)
      guard position <= record else { throw damaged("its zip directory is broken") }
      let name = bytes[nameStart..<nameStart + nameCount]
      guard !name.contains(0) else { throw damaged("a member has a NUL in its name") }
      names.append(String(decoding: name, as: UTF8.self))
    }
    guard names.count == count else { throw damaged("its zip directory is broken") }
    self.names = names
  }
}
