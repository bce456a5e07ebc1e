import ArchiveFixtures
import TestSupport
import Testing

@testable import CheckpointArchive

@Suite struct HostileArchiveTests {
  /// A file of `count` beginnings of one epoch, each reaching to the same end, with digests that
  /// are none of theirs.
  private func manyBeginnings(count: Int) throws -> [UInt8] {
    let block = EpochImage.blockSize
    let epoch = try image(epoch: 1)
    let discriminator = try #require(
      epoch.bytes.firstRange(of: Array("e001/discriminator".utf8))?.lowerBound)
    var file = [UInt8](repeating: 0, count: block)
    for behind in (0..<count).reversed() {
      var header = Array(epoch.bytes[..<block])
      header.replaceSubrange(124..<135, with: octal(behind * block, digits: 11))
      header.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
      let sum = header.reduce(0) { $0 + Int($1) }
      header.replaceSubrange(148..<155, with: octal(sum, digits: 6) + [0])
      file += header
    }
    return file + epoch.bytes[discriminator...]
  }

  private func octal(_ value: Int, digits: Int) -> [UInt8] {
    let text = String(value, radix: 8)
    return Array((String(repeating: "0", count: digits - text.count) + text).utf8)
  }

  /// Hashing each of them to the end would be 230 GB.
  @Test(.timeLimit(.minutes(1))) func manyBeginningsOfOneEpochAreHashedOnce() throws {
    let folder = try TemporaryFolder()
    try write(manyBeginnings(count: 30_000), to: folder.archive)
    #expect(throws: ArchiveError.noWholeEpoch(path: folder.archive)) {
      try ArchiveReader(path: folder.archive)
    }
  }

  /// A header that extends the one behind it, in every block, each reaching to the end.
  @Test(.timeLimit(.minutes(1))) func extendedHeadersAreNotFollowed() throws {
    let folder = try TemporaryFolder()
    let beginnings = try manyBeginnings(count: 8_000)
    for type in ["x", "L"] {
      var file = beginnings
      for offset in stride(from: 512, to: 8_000 * 512, by: 512) {
        file[offset + 156] = UInt8(ascii: Unicode.Scalar(type) ?? " ")
        file.replaceSubrange(offset + 124..<offset + 135, with: octal(1 << 20, digits: 11))
        file.replaceSubrange(offset + 148..<offset + 156, with: [UInt8](repeating: 0x20, count: 8))
        let sum = file[offset..<offset + 512].reduce(0) { $0 + Int($1) }
        file.replaceSubrange(offset + 148..<offset + 155, with: octal(sum, digits: 6) + [0])
      }
      try write(file, to: folder.archive)
      #expect(throws: ArchiveError.noWholeEpoch(path: folder.archive)) {
        try ArchiveReader(path: folder.archive)
      }
    }
  }

  /// Epochs in the networks of others, whose digests are none of theirs.
  @Test(.timeLimit(.minutes(1))) func nestedEpochsAreReadOnce() throws {
    let folder = try TemporaryFolder()
    let whole = try image(epoch: 1).bytes.dropLast(EpochImage.endSize)
    let info = try #require(
      whole.firstRange(of: Array("e001/checkpoint.json".utf8))?.lowerBound)
    var fronts: [UInt8] = []
    var backs = 0
    for level in 0..<4000 {
      var header = Array(whole[..<512])
      let inner = (4000 - level - 1) * (512 + whole.count - info)
      header.replaceSubrange(124..<135, with: octal(inner, digits: 11))
      header.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
      let sum = header.reduce(0) { $0 + Int($1) }
      header.replaceSubrange(148..<155, with: octal(sum, digits: 6) + [0])
      fronts += header
      backs += 1
    }
    let file = fronts + (0..<backs).flatMap { _ in whole[info...] }
    for front in [[], [UInt8](repeating: 7, count: 512)] {
      try write(front + file, to: folder.archive)
      #expect(throws: ArchiveError.self) { try ArchiveReader(path: folder.archive) }
    }
  }

  /// Numbers without bound between two epochs would take all memory.
  @Test func aForeignEpochOfAnyNumberIsNoDamageWithoutEnd() throws {
    let folder = try TemporaryFolder()
    let largest = "e\(Int.max)"
    var text = archive(try image(epoch: 1).bytes, rewriting: "e001") {
      $0.replacing("\"format_version\":2", with: "\"format_version\":3")
    }
    for offset in stride(from: 0, to: text.count, by: 512)
    where text[offset..<offset + 5].elementsEqual("e001/".utf8) {
      let name = Array(text[offset + 4..<offset + 100].prefix { $0 != 0 })
      let renamed = Array(largest.utf8) + name
      text.replaceSubrange(
        offset..<offset + 100, with: renamed + [UInt8](repeating: 0, count: 100 - renamed.count))
      text.replaceSubrange(
        offset + 148..<offset + 156, with: [UInt8](repeating: 0x20, count: 8))
      let sum = text[offset..<offset + 512].reduce(0) { $0 + Int($1) }
      text.replaceSubrange(offset + 148..<offset + 155, with: octal(sum, digits: 6) + [0])
    }
    let zeros = [UInt8](repeating: 0, count: 512)
    let whole = try image(epoch: 1).bytes.dropLast(EpochImage.endSize)
    try write(whole + zeros + text, to: folder.archive)
    #expect(try ArchiveReader(path: folder.archive).epochs.map(\.epoch) == [1])
    #expect(throws: ArchiveError.self) { try ArchiveAppender(path: folder.archive) }
    try write(text.dropLast(EpochImage.endSize) + zeros + whole, to: folder.archive)
    #expect(throws: ArchiveError.self) { try ArchiveReader(path: folder.archive) }
  }

  @Test func aWholeEpochBehindADamagedOneIsFound() throws {
    let folder = try TemporaryFolder()
    let beginnings = try manyBeginnings(count: 3).dropLast(EpochImage.endSize)
    try write(beginnings + image(epoch: 2).bytes, to: folder.archive)
    #expect(try ArchiveReader(path: folder.archive).epochs.map(\.epoch) == [2])
    #expect(throws: ArchiveError.self) { try ArchiveAppender(path: folder.archive) }
  }
}
