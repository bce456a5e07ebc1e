import DurableFiles
import Experiment

/// Everything found in an archive from front to back.
struct ArchiveContents {
  /// The epochs whose members are where they should be, in order.
  private(set) var epochs: [StoredEpoch] = []
  /// The epochs that another version wrote, in order.
  private(set) var foreign: [ForeignEpoch] = []
  /// Epochs behind the last of those that are where they should be, but whose digests fail.
  private(set) var refusedTail: [StoredEpoch] = []
  /// Damage that has a later epoch behind it, in order.
  private(set) var damage: [DamagedPart] = []
  /// Whether bytes that are not zero follow the last epoch.
  private(set) var hasTornTail = false

  /// Opens an archive for reading; the last epoch's digests are checked.
  ///
  /// A `train` that starts meanwhile may cut off an unfinished epoch that is being read; then the
  /// file is read again, a few times.
  ///
  /// - Throws: `FileError`; `ArchiveError.missing` or `.notAnArchive`.
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
  var end: Int { max(epochs.last?.range.upperBound ?? 0, foreign.last?.range.upperBound ?? 0) }

  /// The number of the last epoch found, 0 before the first.
  private var lastNumber: Int { max(epochs.last?.info.epoch ?? 0, foreign.last?.epoch ?? 0) }

  /// Reads an archive; the last epoch's digests are checked, with `checksAll` those of every one.
  ///
  /// An epoch whose digests fail counts as damage.
  ///
  /// - Throws: `FileError`; `ArchiveError.notAnArchive` when it has no epoch and does not begin like one.
  init(of file: ReadableFile, checksAll: Bool) throws {
    let unreadable = try findEpochs(in: file)
    if epochs.isEmpty, foreign.isEmpty, try !Self.canBeArchive(file) {
      throw ArchiveError.notAnArchive(path: file.path)
    }
    while let last = epochs.last, last.range.upperBound == end, try !last.isWhole(in: file) {
      refusedTail.insert(epochs.removeLast(), at: 0)
    }
    if checksAll {
      for epoch in epochs where try !epoch.isWhole(in: file) { damage.append(DamagedPart(epoch)) }
    }
    let interval = (epochs.first ?? refusedTail.first)?.info.run.options.keepEvery ?? 1
    damage += unreadable.map {
      DamagedPart(range: $0.range, between: $0.last, and: $0.next, interval: interval)
    }
    damage.sort { $0.range.lowerBound < $1.range.lowerBound }
    hasTornTail = try end < file.size && !file.isZero(end..<file.size)
  }

  /// Bytes between two epochs, and the numbers of those.
  private typealias Gap = (range: Range<Int>, last: Int, next: Int)

  /// Finds the epochs; what is left out between them is returned.
  private mutating func findEpochs(in file: ReadableFile) throws -> [Gap] {
    var gaps: [Gap] = []
    var offset: Int? = 0
    while let start = offset {
      let last = lastNumber
      var next = start + EpochImage.blockSize
      switch try readEpoch(at: start, in: file) {
      case .epoch(let epoch) where epoch.info.epoch > last:
        epochs.append(epoch)
        offset = epoch.range.upperBound
        continue
      case .foreign(let epoch) where epoch.epoch > last:
        foreign.append(epoch)
        offset = epoch.range.upperBound
        continue
      case .epoch(let epoch): next = epoch.range.upperBound
      case .foreign(let epoch): next = epoch.range.upperBound
      case .damaged(let behind): next = behind
      case .end: break
      }
      offset = try Self.nextEpoch(from: next, in: file) { number, range in
        gaps.append((start..<range.lowerBound, last, number))
      }
    }
    return gaps
  }

  /// The offset of the next whole epoch from `start` on, of which `found` gets number and bytes; nil
  /// when there is none.
  ///
  /// It goes on behind an epoch whose digests fail, so nothing is hashed twice, however many epochs
  /// a hostile file pretends to have in one place.
  private static func nextEpoch(
    from start: Int, in file: ReadableFile, found: (Int, Range<Int>) -> Void
  ) throws -> Int? {
    var next = start
    while let start = try nextBeginning(from: next, in: file) {
      switch try readEpoch(at: start, in: file) {
      case .epoch(let epoch):
        if try epoch.isWhole(in: file) {
          found(epoch.info.epoch, epoch.range)
          return start
        }
        next = epoch.range.upperBound
      case .foreign(let epoch):
        found(epoch.epoch, epoch.range)
        return start
      case .end: next = start + EpochImage.blockSize
      case .damaged(let behind): next = behind
      }
    }
    return nil
  }

  /// The offset of the next block from `start` on that begins as the name of an epoch does; nil when
  /// there is none.
  private static func nextBeginning(from start: Int, in file: ReadableFile) throws -> Int? {
    let block = EpochImage.blockSize
    var start = start
    // Little at first, as a hostile file may begin an epoch in every block.
    var piece = 8 * block
    while start < file.size - block {
      let data = file.nextData(from: start)
      start += (data - start) / block * block
      let bytes = try file.bytes(start..<max(start, min(start + piece, file.size)))
      let beginning = stride(from: 0, to: bytes.count - 1, by: block).first {
        bytes[$0] == UInt8(ascii: "e") && isDigit(bytes[$0 + 1])
      }
      if let beginning { return start + beginning }
      start += piece
      piece = min(2 * piece, 1 << 20)
    }
    return nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Whether the file is empty, starts with zeros or starts like an epoch.
  private static func canBeArchive(_ file: ReadableFile) throws -> Bool {
    let start = try file.bytes(0..<min(file.size, 5))
    guard let first = start.first else { return true }
    if start.allSatisfy({ $0 == 0 }) { return true }
    let digitOrSlash = UInt8(ascii: "/")...UInt8(ascii: "9")
    return first == UInt8(ascii: "e") && start.dropFirst().allSatisfy(digitOrSlash.contains)
  }
}
