import CheckpointArchive
import DurableFiles
import JSONLines
import Testing

@testable import Runs

/// What other programs do to the files of a run while it is trained.
@Suite struct ChangedFilesTests {
  enum Change: CaseIterable { case removed, replaced, cut, addedTo }

  /// A run after an epoch, with the next one ready to be committed.
  private func running(_ runs: TinyRun) throws -> TrainingRun {
    let run = try runs.open(epochs: 3)
    _ = try run.resume { _ in }
    for _ in 0..<2 * run.stepsPerEpoch {
      if run.position.step == run.stepsPerEpoch { try commit(run) }
      run.addStep(TinyRun.step)
    }
    return run
  }

  private func commit(_ run: TrainingRun) throws {
    let steps = (run.position.epoch + 1) * run.stepsPerEpoch
    try TinyRun.commitEpoch(of: run, updates: steps)
  }

  @Test(arguments: Change.allCases)
  func archiveThatIsNoMoreWhatItWasEndsTheRun(change: Change) throws {
    let runs = try TinyRun()
    let run = try running(runs)
    let path = runs.folder().archive
    let bytes = try runs.bytes(path)
    switch change {
    case .removed: try removeFiles(at: [path])
    case .replaced: try replaceFile(at: path, contents: bytes)
    case .cut: try runs.overwrite(path, Array(bytes.dropLast(512)))
    case .addedTo: try runs.overwrite(path, bytes + [0])
    }
    let before = try runs.contents()
    let error = #expect(throws: ArchiveError.self) { try commit(run) }
    #expect(error == .changed(path: path))
    #expect(error?.kind == .inputOutput)
    #expect(try runs.contents() == before)
  }

  @Test func aStopDoesNotAdviseToContinueWithoutTheArchive() throws {
    let runs = try TinyRun()
    let run = try running(runs)
    let path = runs.folder().archive
    try removeFiles(at: [path])
    #expect(throws: ArchiveError.changed(path: path)) { try run.saveState(TinyRun.tensors(5)) }
  }

  @Test func linesThatOthersAddedToTheLogStay() throws {
    let runs = try TinyRun()
    let run = try running(runs)
    let path = runs.folder().log
    let added = Array("{\"note\":\"mine\"}\n".utf8)
    try replaceFile(at: path, contents: runs.bytes(path) + added)
    try commit(run)
    let lines = try runs.bytes(path).split(separator: 10)
    #expect(lines.count == 3 && Array(lines[1]) == added.dropLast())
  }

  @Test func removedLogAndStateAreWrittenAgain() throws {
    let runs = try TinyRun()
    let run = try running(runs)
    try removeFiles(at: [runs.folder().log, runs.folder().state])
    try commit(run)
    #expect(try RecordFile<EpochRecord>(path: runs.folder().log).records.map(\.epoch) == [1, 2])
    #expect(try TrainingState.read(from: runs.folder().state)?.progress.epoch == 2)
  }
}
