import CheckpointArchive
import DurableFiles
import JSONLines
import Testing

@testable import Runs

@Suite struct TrainingRunTests {
  @Test func openingChangesNothing() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 2)
    // An unfinished end, which `resume` cuts off.
    let archive = try UpdatableFile(path: runs.folder().archive)
    try archive.write([7, 7][...], at: runs.bytes(runs.folder().archive).count)
    let before = try runs.contents()
    #expect(try runs.open(epochs: 3).position == (2, 0))
    #expect(try runs.contents() == before)
  }

  @Test func openingCreatesNoArchive() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 1)
    try removeFiles(at: [runs.folder().archive])
    let before = try runs.contents()
    #expect(try runs.open(epochs: 2).position == (1, 0))
    #expect(try runs.contents() == before)
  }

  @Test func anEpochMissingBeforeOthersIsNoReasonToDeleteTheState() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 3)
    let folder = runs.folder()
    let error = #expect(throws: RunError.self) {
      try Resumption(epoch: 3, steps: 0, archived: [1, 3], keepEvery: 1, folder: folder)
    }
    #expect(error == .missingEpochs(archive: folder.archive, names: ["e002"], state: nil))
    #expect(error?.description.contains("delete") == false)
  }

  @Test func refusedStateChangesNothing() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 1)
    let before = try runs.contents()
    struct Refusal: Error {}
    #expect(throws: Refusal.self) { try runs.open(epochs: 2).resume { _ in throw Refusal() } }
    #expect(try runs.contents() == before)
  }

  @Test func epochThatACrashKeptOutOfTheArchiveComesFromTheState() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 1)
    let archive = try runs.bytes(runs.folder().archive)
    try runs.train(epochs: 2)
    let whole = try runs.bytes(runs.folder().archive)
    try replaceFile(at: runs.folder().archive, contents: archive)
    #expect(try runs.train(epochs: 2) == [])
    #expect(try runs.bytes(runs.folder().archive) == whole)
  }

  @Test func stateWhoseTensorsAreNotThoseOfItsEpochIsDamaged() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 1)
    let archive = try runs.bytes(runs.folder().archive)
    try runs.train(epochs: 2)
    let state = try #require(try TrainingState.read(from: runs.folder().state))
    try TrainingState.write(
      state.progress, tensors: TinyRun.tensors(5).state, to: runs.folder().state)
    try replaceFile(at: runs.folder().archive, contents: archive)
    #expect(
      throws: RunError.damagedState(
        path: runs.folder().state, reason: "its tensors are not those of its checkpoint")
    ) { try runs.train(epochs: 2) }
    #expect(try runs.bytes(runs.folder().archive) == archive)
  }

  @Test func logSaysWhatTheArchiveSays() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 4, keepEvery: 2)
    let log = try RecordFile<EpochRecord>(path: runs.folder().log).records
    #expect(log.map(\.epoch) == [1, 2, 3, 4])
    #expect(log.map(\.discriminatorLoss) == [0.5, 0.5, 0.5, 0.5])
    #expect(log.map(\.accuracyReal) == [1, 1, 1, 1] && log.map(\.accuracyFake) == [0, 0, 0, 0])
    let archive = try ArchiveReader(path: runs.folder().archive)
    #expect(archive.epochs.map(\.epoch) == [2, 4])
    #expect(archive.epochs.map(\.step) == [6, 12])
  }

  @Test func linesOfTextInTheLogAreToldAndAFileOfThemIsRefused() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 2)
    let path = runs.folder().log
    let whole = try runs.bytes(path)
    try replaceFile(at: path, contents: Array("a note\n".utf8) + whole + Array("{\"epoch\"".utf8))
    #expect(
      try runs.train(epochs: 3)
        == [.droppedLines(path: path, count: 1), .continued(epoch: 2, step: 0)])
    #expect(try runs.bytes(path).starts(with: whole))
    try replaceFile(at: path, contents: Array("a note\n".utf8))
    let before = try runs.contents()
    #expect(throws: RecordFileError.text(path: path)) { try runs.train(epochs: 4) }
    #expect(try runs.contents() == before)
  }

  @Test func linesOfOtherVersionsStayInTheLog() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 2)
    let path = runs.folder().log
    let lines = try runs.bytes(path).split(separator: 10).map(Array.init)
    let foreign = [#"{"epoch":1,"step":3}"#, #"{"epoch":7,"format_version":3}"#].map {
      Array($0.utf8)
    }
    // The second record is one that the archive contradicts.
    let changed = String(decoding: lines[1], as: UTF8.self).replacing(
      #""step":6"#, with: #""step":7"#)
    let before = [foreign[0], lines[0], foreign[1], Array(changed.utf8)]
    try replaceFile(at: path, contents: Array(before.joined(separator: [10])))
    #expect(
      try runs.train(epochs: 3)
        == [.keptLines(path: path, count: 2), .continued(epoch: 2, step: 0)])
    let after = try runs.bytes(path).split(separator: 10).map(Array.init)
    #expect(Array(after.prefix(4)) == [foreign[0], lines[0], foreign[1], lines[1]])
    #expect(after.count == 5)
  }
}
