/// A member of a zip file, as the directory has it.
struct ZipEntry {
  let name: String
  /// 0 stored, 8 deflated.
  let method: Int
  let isEncrypted: Bool
  /// Whether it is a link, a folder or a device.
  let isSpecial: Bool
  let checksum: UInt32
  /// Bytes in the file, and unpacked.
  let packedSize, size: Int
  /// Where its local header is.
  let offset: Int

  private static let headerSize = 46

  /// Reads the next entry of a directory; nil when it is broken.
  ///
  /// - Throws: `DatasetError.damaged` for a NUL in a name, behind which it could go on.
  init?(_ directory: inout LittleEndian, path: String) throws {
    guard directory.remaining >= Self.headerSize,
      directory.bytes(4).elementsEqual([0x50, 0x4B, 1, 2])
    else { return nil }
    let system = directory.number(2) >> 8
    _ = directory.number(2)  // the version needed
    isEncrypted = directory.number(2) & 1 != 0
    method = directory.number(2)
    _ = directory.number(4)  // the time
    checksum = UInt32(directory.number(4))
    let (packedSize, size) = (directory.number(4), directory.number(4))
    let (nameSize, extraSize) = (directory.number(2), directory.number(2))
    let (commentSize, volume) = (directory.number(2), directory.number(2))
    _ = directory.number(2)  // whether it is text
    let mode = directory.number(4) >> 16
    let offset = directory.number(4)
    guard volume == 0, directory.remaining >= nameSize + extraSize + commentSize else { return nil }
    let name = directory.bytes(nameSize)
    guard !name.contains(0) else {
      throw DatasetError.damaged(path: path, reason: "a member has a NUL in its name")
    }
    self.name = String(decoding: name, as: UTF8.self)
    // Other systems have no file types.
    isSpecial = system == 3 && ![0, 0o100000].contains(mode & 0o170000)
    var long = Self.longForm(in: LittleEndian(directory.bytes(extraSize)))
    _ = directory.bytes(commentSize)
    // A number too large for its field has all ones there, and its place in the long form, which
    // has them in this order.
    func number(_ short: Int) -> Int? {
      guard short == 0xFFFF_FFFF else { return short }
      return long.remaining >= 8 ? long.number(8) : nil
    }
    guard let size = number(size), let packedSize = number(packedSize),
      let offset = number(offset)
    else { return nil }
    (self.size, self.packedSize, self.offset) = (size, packedSize, offset)
  }

  /// The zip64 numbers among the extra fields of an entry; empty when there are none.
  private static func longForm(in extra: LittleEndian) -> LittleEndian {
    var extra = extra
    while extra.remaining >= 4 {
      let (kind, count) = (extra.number(2), extra.number(2))
      let field = extra.bytes(count)
      if kind == 1 { return LittleEndian(field) }
    }
    return LittleEndian([])
  }
}
