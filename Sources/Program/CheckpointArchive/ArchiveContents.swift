import DurableFiles
import Experiment

/// Everything found in an archive from front to back.
struct ArchiveContents {
  /// The epochs whose members are where they should be, in order.
  private(set) var epochs: [StoredEpoch] = []
  /// Epochs behind the last of those that are where they should be, but whose digests fail.
  private(set) var refusedTail: [StoredEpoch] = []
  /// Damage that has a later epoch behind it: the epochs before and after.
  private(set) var gaps: [String] = []
  /// Whether bytes that are not zero follow the last epoch.
  private(set) var hasTornTail = false

  /// Opens an archive for reading; the last epoch's digests are checked.
  ///
  /// A `train` that starts meanwhile may cut off an unfinished epoch that is being read; then the
  /// file is read again, a few times.
  ///
  /// - Throws: `FileError`; `ArchiveError.missing`, `.notAnArchive` or `.newerFormat`.
  static func open(_ path: String) throws -> (file: ReadableFile, contents: ArchiveContents) {
    var attempts = 5
    while true {
      do {
        let file = try ReadableFile(path: path)
        return (file, try ArchiveContents(of: file, checksAll: false))
      } catch FileError.missing {
        throw ArchiveError.missing(path: path)
      } catch FileError.truncated where attempts > 1 {
        attempts -= 1
      }
    }
  }

  /// Where the next epoch goes.
  var end: Int { epochs.last?.range.upperBound ?? 0 }

  /// Reads an archive; the last epoch's digests are checked, with `checksAll` those of every one.
  ///
  /// An epoch whose digests fail counts as damage.
  ///
  /// - Throws: `FileError`; `ArchiveError.notAnArchive` or `.newerFormat`.
  init(of file: ReadableFile, checksAll: Bool) throws {
    guard try Self.canBeArchive(file) else { throw ArchiveError.notAnArchive(path: file.path) }
    var offset: Int? = 0
    while let start = offset {
      switch try readEpoch(at: start, in: file) {
      case .epoch(let epoch) where epoch.info.epoch > (epochs.last?.info.epoch ?? 0):
        epochs.append(epoch)
        offset = epoch.range.upperBound
      case .end, .damaged, .epoch:
        offset = try Self.nextEpoch(after: start, in: file)
        if let offset { gaps.append(try Self.describeGap(from: start, to: offset, after: epochs)) }
      }
    }
    if checksAll { try refuseDamagedEpochs(in: file) }
    while let last = epochs.last, try !last.isWhole(in: file) {
      refusedTail.insert(epochs.removeLast(), at: 0)
    }
    hasTornTail = try end < file.size && !file.isZero(end..<file.size)
  }

  /// Notes every epoch but the last ones whose digests fail.
  private mutating func refuseDamagedEpochs(in file: ReadableFile) throws {
    let isWhole = try epochs.map { try $0.isWhole(in: file) }
    guard let lastWhole = isWhole.lastIndex(of: true) else { return }
    for index in epochs.indices where index < lastWhole && !isWhole[index] {
      gaps.append(checkpointName(epoch: epochs[index].info.epoch))
    }
  }

  private static func describeGap(
    from start: Int, to end: Int, after epochs: [StoredEpoch]
  ) throws -> String {
    let name = epochs.last.map { "after " + checkpointName(epoch: $0.info.epoch) } ?? "at the start"
    return "\(name) (bytes \(start) to \(end))"
  }

  /// Whether the file is empty, starts with zeros or starts like an epoch.
  private static func canBeArchive(_ file: ReadableFile) throws -> Bool {
    let start = try file.bytes(0..<min(file.size, 5))
    guard let first = start.first else { return true }
    if start.allSatisfy({ $0 == 0 }) { return true }
    let digitOrSlash = UInt8(ascii: "/")...UInt8(ascii: "9")
    return first == UInt8(ascii: "e") && start.dropFirst().allSatisfy(digitOrSlash.contains)
  }

  /// The offset of the next whole epoch behind damage at `offset`; nil when there is none.
  ///
  /// It goes on behind an epoch whose digests fail, so nothing is hashed twice, however many epochs
  /// a hostile file pretends to have in one place.
  private static func nextEpoch(after offset: Int, in file: ReadableFile) throws -> Int? {
    let marker = Array("/\(EpochImage.memberNames[0])".utf8)
    let block = EpochImage.blockSize
    var start = offset + block
    while start < file.size - block {
      let name = try file.bytes(start..<start + 100).prefix { $0 != 0 }
      if name.count > marker.count, name.suffix(marker.count) == marker[...],
        case .epoch(let epoch) = try readEpoch(at: start, in: file)
      {
        if try epoch.isWhole(in: file) { return start }
        start = epoch.range.upperBound
      } else {
        start += block
      }
    }
    return nil
  }
}
