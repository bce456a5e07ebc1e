/// The directory of a zip file, behind its members: APPNOTE 6.3.10, sections 4.3.12 to 4.3.16.
struct ZipDirectory {
  /// The members, in its order.
  let entries: [ZipEntry]
  /// The first byte behind the members.
  private let start: Int

  /// Larger ones are hostile: they have thousands of members.
  private static let maximumSize = 64 << 10

  /// Reads the directory.
  ///
  /// - Throws: `DatasetError.damaged`, also for a directory above 64 KiB, for several volumes, and
  ///   for bytes in front of the first member or behind the end; `FileError`.
  init(of contents: FileContents) throws {
    let end = try ZipEnd(of: contents)
    guard end.size <= Self.maximumSize else { throw ZipEnd.unusual(contents.path) }
    let broken = DatasetError.damaged(path: contents.path, reason: "its zip directory is broken")
    var rest = try LittleEndian(contents.bytes(from: end.start, count: end.size))
    var entries: [ZipEntry] = []
    while rest.remaining > 0 {
      guard let entry = try ZipEntry(&rest, path: contents.path) else { throw broken }
      entries.append(entry)
    }
    guard entries.count == end.entryCount else { throw broken }
    (self.entries, start) = (entries, end.start)
  }

  private static let localHeaderSize = 30

  /// Where the packed content of a member is; nil when its local header is not there, or has
  /// another name.
  ///
  /// What else the local header repeats is left alone: some writers have zeros there.
  ///
  /// - Throws: `FileError`.
  func range(of entry: ZipEntry, in contents: FileContents) throws -> Range<Int>? {
    guard entry.offset <= start - Self.localHeaderSize else { return nil }
    var header = try LittleEndian(contents.bytes(from: entry.offset, count: Self.localHeaderSize))
    guard header.bytes(4).elementsEqual([0x50, 0x4B, 3, 4]) else { return nil }
    _ = header.bytes(22)
    let (nameSize, extraSize) = (header.number(2), header.number(2))
    let nameStart = entry.offset + Self.localHeaderSize
    let contentStart = nameStart + nameSize + extraSize
    let name = try contents.bytes(from: nameStart, count: nameSize)
    guard contentStart <= start, entry.packedSize <= start - contentStart,
      String(decoding: name, as: UTF8.self) == entry.name
    else { return nil }
    return contentStart..<contentStart + entry.packedSize
  }
}

/// The records at the end of a zip file, which say where its directory is.
private struct ZipEnd {
  let start, size, entryCount: Int

  private static let recordSize = 22
  private static let maximumCommentSize = 0xFFFF
  private static let locatorSize = 20
  private static let longRecordSize = 56

  init(of contents: FileContents) throws {
    let tailStart = max(0, contents.size - Self.recordSize - Self.maximumCommentSize)
    let tail = try contents.bytes(from: tailStart, count: contents.size - tailStart)
    guard let index = Self.record(in: tail) else {
      throw DatasetError.damaged(
        path: contents.path,
        reason: "it is cut off, or no zip file: its directory is not at its end")
    }
    var record = LittleEndian(tail[index...].dropFirst(4))
    let volumes = record.number(4)
    let entriesHere = record.number(2)
    var (entryCount, size, start) = (record.number(2), record.number(4), record.number(4))
    var end = tailStart + index
    guard volumes == 0, entriesHere == entryCount else { throw Self.unusual(contents.path) }
    if let long = try Self.longRecord(before: end, in: contents) {
      // A field of the short record is the same, or all ones.
      guard [long.start, 0xFFFF_FFFF].contains(start), [long.size, 0xFFFF_FFFF].contains(size),
        [long.entryCount, 0xFFFF].contains(entryCount)
      else { throw Self.unusual(contents.path) }
      (start, size, entryCount, end) = long
    }
    guard start <= end, end - start == size else { throw Self.unusual(contents.path) }
    (self.start, self.size, self.entryCount) = (start, size, entryCount)
  }

  /// Where the last record is whose comment ends with the file.
  private static func record(in tail: [UInt8]) -> Int? {
    guard tail.count >= recordSize else { return nil }
    return (0...tail.count - recordSize).last { index in
      tail[index] == 0x50 && tail[index...].starts(with: [0x50, 0x4B, 5, 6])
        && Int(tail[index + 20]) + Int(tail[index + 21]) << 8 == tail.count - recordSize - index
    }
  }

  /// The zip64 record that a locator in front of the short one leads to, if there is one.
  private static func longRecord(
    before end: Int, in contents: FileContents
  ) throws -> (start: Int, size: Int, entryCount: Int, end: Int)? {
    guard end >= locatorSize else { return nil }
    var locator = try LittleEndian(
      contents.bytes(from: end - locatorSize, count: locatorSize))
    guard locator.bytes(4).elementsEqual([0x50, 0x4B, 6, 7]) else { return nil }
    let (volume, place, volumeCount) = (locator.number(4), locator.number(8), locator.number(4))
    guard volume == 0, volumeCount <= 1, place == end - locatorSize - longRecordSize else {
      throw unusual(contents.path)
    }
    var record = try LittleEndian(contents.bytes(from: place, count: longRecordSize))
    guard record.bytes(4).elementsEqual([0x50, 0x4B, 6, 6]) else { throw unusual(contents.path) }
    // Its size, the versions of its writer and reader, the volumes.
    _ = record.bytes(8 + 4 + 8)
    let (entriesHere, entryCount) = (record.number(8), record.number(8))
    let (size, start) = (record.number(8), record.number(8))
    guard entriesHere == entryCount else { throw unusual(contents.path) }
    return (start, size, entryCount, place)
  }

  static func unusual(_ path: String) -> DatasetError {
    .damaged(path: path, reason: "its zip directory is not that of an .npz file")
  }
}
