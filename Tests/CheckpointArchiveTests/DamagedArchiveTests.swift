import DurableFiles
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import CheckpointArchive

/// A small generator of repeatable choices.
private struct Choices {
  var state: UInt64
  mutating func next(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}

@Suite struct DamagedArchiveTests {
  /// Where each epoch's content ends: the last byte of its `checkpoint.json`.
  private func contentEnds(_ whole: [UInt8]) throws -> [Int] {
    let folder = try TemporaryFolder()
    try write(whole, to: folder.archive)
    return try ArchiveContents(of: .init(path: folder.archive), checksAll: true).epochs.map {
      epoch in
      let lastBlock = whole[epoch.range.upperBound - 512..<epoch.range.upperBound]
      return (lastBlock.lastIndex { $0 != 0 } ?? 0) + 1
    }
  }

  @Test func everyCutListsTheWholeEpochsAndContinuesToTheSameBytes() throws {
    let whole = try wholeArchive(epochs: 3)
    let ends = try contentEnds(whole)
    var choices = Choices(state: 15)
    var cuts = Set(stride(from: 0, through: whole.count, by: 512).flatMap { [$0 - 1, $0, $0 + 1] })
    for _ in 0..<2000 { cuts.insert(choices.next(below: whole.count)) }
    let folder = try TemporaryFolder()
    for cut in cuts.sorted() where (0...whole.count).contains(cut) {
      try write(whole[..<cut], to: folder.archive)
      let count = ends.count { $0 <= cut }
      if count > 0 {
        let reader = try ArchiveReader(path: folder.archive)
        #expect(reader.epochs.map(\.epoch) == Array(1...count), "cut at \(cut)")
        for epoch in 1...count { _ = try reader.checkpoint(epoch: epoch) }
      } else {
        #expect(throws: ArchiveError.noWholeEpoch(path: folder.archive), "cut at \(cut)") {
          try ArchiveReader(path: folder.archive)
        }
      }
      let appender = try ArchiveAppender(path: folder.archive)
      #expect(appender.epochs.count == count, "cut at \(cut)")
      #expect(try bytes(at: folder.archive) == Array(whole[..<cut]), "cut at \(cut)")
      try appender.mend()
      for epoch in count + 1..<4 { try appender.append(image(epoch: epoch)) }
      #expect(try bytes(at: folder.archive) == whole, "cut at \(cut)")
    }
  }

  @Test func flippedBitsAreCaughtAndNeverCutAMiddleEpoch() throws {
    let whole = try wholeArchive(epochs: 3)
    let ends = try contentEnds(whole)
    var choices = Choices(state: 16)
    let folder = try TemporaryFolder()
    for _ in 0..<600 {
      let index = choices.next(below: ends[1])
      var changed = whole
      changed[index] ^= 1 << choices.next(below: 8)
      try write(changed, to: folder.archive)
      guard let reader = try? ArchiveReader(path: folder.archive) else {
        // The very first bytes decide whether it is an archive at all.
        #expect(index < 5)
        continue
      }
      let hit = index < ends[0] ? 1 : 2
      for epoch in 1...3 where epoch != hit {
        #expect(try reader.checkpoint(epoch: epoch).info.epoch == epoch, "bit in byte \(index)")
      }
      if let readable = try? reader.checkpoint(epoch: hit) {
        // Header fields that say nothing of the content, and padding.
        #expect(readable.info.members == (try image(epoch: hit)).info.members)
        #expect(readable.info.discriminatorLoss == 0.7)
      }
      if (try? ArchiveAppender(path: folder.archive)) == nil {
        #expect(try bytes(at: folder.archive) == changed, "bit in byte \(index)")
      } else {
        #expect(try ArchiveReader(path: folder.archive).epochs.count == 3, "bit in byte \(index)")
      }
    }
  }

  /// Row 17 of the faults: what a power cut may leave of an append.
  @Test func partialFlushesShowTheOldEpochsOrTheNew() throws {
    let before = try wholeArchive(epochs: 2)
    let after = try wholeArchive(epochs: 3)
    let end = before.count - EpochImage.endSize
    var choices = Choices(state: 17)
    let folder = try TemporaryFolder()
    for round in 0..<1000 {
      // Phase 1: any pages of everything but the first block; phase 2: those are durable.
      let isCommitting = round % 4 == 0
      let size = isCommitting ? after.count : end + choices.next(below: after.count - end + 1)
      var state = before + [UInt8](repeating: 0, count: max(0, size - before.count))
      state.removeLast(state.count - max(size, 0))
      for page in stride(from: 0, to: state.count, by: 4096) {
        guard isCommitting || choices.next(below: 2) == 1 else { continue }
        for index in max(page, end + 512)..<max(page + 4096, end + 512)
        where index < min(page + 4096, state.count) { state[index] = after[index] }
      }
      let isCommitted = isCommitting && choices.next(below: 2) == 1
      if isCommitted { state.replaceSubrange(end..<end + 512, with: after[end..<end + 512]) }
      try write(state, to: folder.archive)
      let count = isCommitted ? 3 : 2
      #expect(try ArchiveReader(path: folder.archive).epochs.count == count, "round \(round)")
      let appender = try ArchiveAppender(path: folder.archive)
      try appender.mend()
      if !isCommitted { try appender.append(image(epoch: 3)) }
      #expect(try bytes(at: folder.archive) == after, "round \(round)")
    }
  }

  /// Row 22 of the faults: `train` starts, and cuts, while the file is being read.
  @Test func readersOutliveACut() throws {
    let whole = try wholeArchive(epochs: 2)
    let folder = try TemporaryFolder()
    let end = try #require(try contentEnds(whole).last)
    let torn = whole + [UInt8](repeating: 7, count: 1 << 20)
    let isDone = Mutex(false)
    try write(whole, to: folder.archive)
    let path = folder.archive
    let writer = Thread {
      do {
        let file = try UpdatableFile(path: path)
        while !isDone.withLock({ $0 }) {
          try file.write(torn[end...], at: end)
          try file.truncate(to: whole.count)
          Thread.sleep(forTimeInterval: 0.001)
        }
      } catch {
        Issue.record(error)
      }
    }
    writer.start()
    for _ in 0..<1000 {
      #expect(try ArchiveReader(path: folder.archive).epochs.count == 2)
    }
    isDone.withLock { $0 = true }
  }

  @Test func zeroFilledFileIsEmpty() throws {
    let folder = try TemporaryFolder()
    try write([UInt8](repeating: 0, count: 9000), to: folder.archive)
    #expect(throws: ArchiveError.noWholeEpoch(path: folder.archive)) {
      try ArchiveReader(path: folder.archive)
    }
    try ArchiveAppender(path: folder.archive).append(image(epoch: 1))
    #expect(try bytes(at: folder.archive) == wholeArchive(epochs: 1))
  }
}
