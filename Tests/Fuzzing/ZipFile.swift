import CZlib

/// A zip file whose members are stored as they are.
func zipFile(_ members: [(name: String, content: [UInt8])]) -> [UInt8] {
  var bytes: [UInt8] = []
  var directory: [UInt8] = []
  for (name, content) in members {
    let sizes = little(content.count, 4) + little(content.count, 4)
    // Version 2.0, no flags, stored, 1 January 1980.
    let common =
      little(20, 2) + little(0, 4) + little(0x21_0000, 4) + little(Int(checksum(content[...])), 4)
      + sizes + little(name.utf8.count, 2) + little(0, 2)
    directory += [0x50, 0x4B, 1, 2] + little(20, 2) + common + little(0, 10)
    directory += little(bytes.count, 4) + name.utf8
    bytes += [0x50, 0x4B, 3, 4] + common + name.utf8 + content
  }
  let start = bytes.count
  return bytes + directory + [0x50, 0x4B, 5, 6] + little(0, 4) + little(members.count, 2)
    + little(members.count, 2) + little(directory.count, 4) + little(start, 4) + little(0, 2)
}

/// A zip file with its directory where the record at its end says, and with the CRC of each stored
/// member.
func repairedZip(_ bytes: [UInt8]) -> [UInt8] {
  let record = bytes.count - 22
  guard record >= 0, let start = bytes.firstRange(of: [0x50, 0x4B, 1, 2])?.lowerBound,
    start <= record
  else { return bytes }
  var zip = bytes
  zip.replaceSubrange(record + 12..<record + 20, with: little(record - start, 4) + little(start, 4))
  var entry = start
  while entry + 46 <= record, bytes[entry...].starts(with: [0x50, 0x4B, 1, 2]) {
    let local = number(bytes, entry + 42, 4)
    let size = number(bytes, entry + 20, 4)
    if local + 30 <= start, number(bytes, entry + 10, 2) == 0 {
      let content = local + 30 + number(bytes, local + 26, 2) + number(bytes, local + 28, 2)
      if content <= start, size <= start - content {
        let sum = little(Int(checksum(bytes[content..<content + size])), 4)
        zip.replaceSubrange(entry + 16..<entry + 20, with: sum)
        zip.replaceSubrange(local + 14..<local + 18, with: sum)
      }
    }
    entry += 46 + [28, 30, 32].reduce(0) { $0 + number(bytes, entry + $1, 2) }
  }
  return zip
}

func little(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

private func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
  bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
}

/// The CRC-32 of zip and PNG.
func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  bytes.withUnsafeBufferPointer { UInt32(crc32_z(0, $0.baseAddress, $0.count)) }
}
