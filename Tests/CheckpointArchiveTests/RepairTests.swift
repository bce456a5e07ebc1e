import DurableFiles
import TestSupport
import Testing

@testable import CheckpointArchive

/// Damaged epochs, computed again and written back in their places.
@Suite struct RepairTests {
  /// Bytes of each epoch in `wholeArchive(epochs: 4)`.
  private func ranges(_ whole: [UInt8]) throws -> [Range<Int>] {
    let folder = try TemporaryFolder()
    try write(whole, to: folder.archive)
    return try ArchiveContents(of: ReadableFile(path: folder.archive), checksAll: false).epochs
      .map(\.range)
  }

  /// Hands over epochs until nothing is damaged; what each came to.
  private func repair(_ path: String, epochs: Int = 4) throws -> [ArchiveRepair.Verdict] {
    let repair = try ArchiveRepair(path: path)
    var verdicts: [ArchiveRepair.Verdict] = []
    for epoch in 1...epochs where !repair.damagedEpochs.isEmpty {
      verdicts.append(try repair.take(image(epoch: epoch)))
    }
    return verdicts
  }

  /// Places of a bit: header, content and text of an epoch.
  private func places(_ range: Range<Int>, _ whole: [UInt8]) throws -> [Int] {
    let text = try #require(whole[range].firstRange(of: Array("\"epoch\"".utf8)))
    return [range.lowerBound + 20, range.lowerBound + 150, range.lowerBound + 900, text.lowerBound]
  }

  @Test func oneDamagedEpochIsNamedAndWrittenBack() throws {
    let whole = try wholeArchive(epochs: 4)
    let folder = try TemporaryFolder()
    for (index, range) in try ranges(whole).enumerated() {
      let (epoch, isLast) = (index + 1, index == 3)
      for place in try places(range, whole) where !(isLast && place != range.lowerBound + 900) {
        var damaged = whole
        damaged[place] ^= 4
        try write(damaged, to: folder.archive)
        #expect(try ArchiveRepair(path: folder.archive).damagedEpochs == [epoch], "byte \(place)")
        if !isLast {
          #expect(
            throws: ArchiveError.damaged(
              path: folder.archive, checkpoint: "e00\(epoch)",
              reason: "whole epochs follow, so nothing was cut")
          ) { try ArchiveAppender(path: folder.archive) }
        }
        let verdicts = try repair(folder.archive)
        #expect(
          verdicts == Array(repeating: .whole, count: index) + [.restored([epoch])],
          "byte \(place)")
        #expect(try bytes(at: folder.archive) == whole, "byte \(place)")
      }
    }
  }

  @Test func theOthersAreReadMeanwhile() throws {
    var bytes = try wholeArchive(epochs: 4)
    bytes[try ranges(bytes)[1].lowerBound + 150] ^= 1
    let folder = try TemporaryFolder()
    try write(bytes, to: folder.archive)
    let reader = try ArchiveReader(path: folder.archive)
    #expect(reader.epochs.map(\.epoch) == [1, 3, 4])
    #expect(
      reader.warning
        == """
        '\(folder.archive)' is damaged in e002; that is left out, the other epochs are used; let \
        'train --repair' compute what is damaged again
        """)
    #expect(
      throws: ArchiveError.damaged(
        path: folder.archive, checkpoint: "e002", reason: "it cannot be read")
    ) { try reader.resolve("e002") }
  }

  @Test func neighboursThatAreAllUnreadableAreWrittenBackTogether() throws {
    let whole = try wholeArchive(epochs: 4)
    let ranges = try ranges(whole)
    var damaged = whole
    let wiped = ranges[1].lowerBound..<ranges[2].upperBound
    damaged.replaceSubrange(wiped, with: [UInt8](repeating: 0xaa, count: wiped.count))
    let folder = try TemporaryFolder()
    try write(damaged, to: folder.archive)
    #expect(try ArchiveRepair(path: folder.archive).damagedEpochs == [2, 3])
    #expect(try repair(folder.archive) == [.whole, .taken, .restored([2, 3])])
    #expect(try bytes(at: folder.archive) == whole)
  }

  @Test func severalPartsAreWrittenBackOneByOne() throws {
    let whole = try wholeArchive(epochs: 4)
    let ranges = try ranges(whole)
    var damaged = whole
    damaged[ranges[0].lowerBound + 900] ^= 1
    damaged[ranges[2].lowerBound + 150] ^= 1
    let folder = try TemporaryFolder()
    try write(damaged, to: folder.archive)
    #expect(try repair(folder.archive) == [.restored([1]), .whole, .restored([3])])
    #expect(try bytes(at: folder.archive) == whole)
  }

  /// What a kill or a power cut may leave: any blocks of the right bytes over the damaged ones.
  @Test func anInterruptedRepairIsDoneAgain() throws {
    let whole = try wholeArchive(epochs: 4)
    let range = try ranges(whole)[1]
    let folder = try TemporaryFolder()
    var state: UInt64 = 5
    for round in 0..<200 {
      var damaged = whole
      for block in stride(from: range.lowerBound, to: range.upperBound, by: 512) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        if state >> 60 & 1 == 1 {
          damaged.replaceSubrange(block..<block + 512, with: [UInt8](repeating: 7, count: 512))
        }
      }
      try write(damaged, to: folder.archive)
      let verdicts = try repair(folder.archive)
      #expect(verdicts == (damaged == whole ? [] : [.whole, .restored([2])]), "round \(round)")
      #expect(try bytes(at: folder.archive) == whole, "round \(round)")
    }
  }

  @Test func epochsOfAnotherRunAreRefused() throws {
    let whole = try wholeArchive(epochs: 4)
    let ranges = try ranges(whole)
    let folder = try TemporaryFolder()
    let other = try EpochImage(
      info: image(epoch: 2).info,
      networks: [(name: NetworkName.generator, tensors: [])], path: "test")
    for place in try places(ranges[1], whole) {
      var damaged = whole
      damaged[place] ^= 1
      try write(damaged, to: folder.archive)
      let repair = try ArchiveRepair(path: folder.archive)
      #expect(repair.run == (try image(epoch: 1)).info.run)
      #expect(try repair.take(other) == .differs, "byte \(place)")
      #expect(repair.damagedEpochs == [2])
      #expect(try bytes(at: folder.archive) == damaged, "byte \(place)")
    }
    let repair = try ArchiveRepair(path: folder.archive)
    var one = try image(epoch: 1).info
    #expect(try repair.take(image(epoch: 1)) == .whole)
    one = try image(epoch: 3).info
    #expect(try repair.take(EpochImage(info: one, networks: [("a", [])], path: "t")) == .differs)
    #expect(try repair.take(image(epoch: 5)) == .differs)
  }

  @Test func bytesThatNeverWereAnEpochAreNotRepaired() throws {
    let whole = try wholeArchive(epochs: 2)
    let end = try ranges(whole)[0].upperBound
    let stray = whole[..<end] + [UInt8](repeating: 7, count: 1024) + whole[end...]
    let folder = try TemporaryFolder()
    try write(stray, to: folder.archive)
    let error = ArchiveError.strayBytes(path: folder.archive, range: end..<end + 1024)
    #expect(error.kind == .badData)
    #expect(throws: error) { try ArchiveRepair(path: folder.archive) }
    #expect(throws: error) { try ArchiveAppender(path: folder.archive) }
    #expect(try bytes(at: folder.archive) == Array(stray))
  }

  @Test func aWholeArchiveHasNothingToRepair() throws {
    let folder = try TemporaryFolder()
    #expect(throws: ArchiveError.missing(path: folder.archive)) {
      try ArchiveRepair(path: folder.archive)
    }
    try write(wholeArchive(epochs: 2), to: folder.archive)
    #expect(try ArchiveRepair(path: folder.archive).damagedEpochs == [])
  }
}
