import CheckpointArchive
import DurableFiles
import Experiment
import Testing

@testable import Runs

@Suite struct RunRepairTests {
  private func repair(_ runs: TinyRun, seed: UInt64 = 1) throws -> RunRepair {
    var options = runs.options(keepEvery: 2)
    options.seed = seed
    return try RunRepair(
      folder: runs.folder(), store: runs.store, options: options, instructionSet: "portable",
      toolVersion: "other")
  }

  /// Computes epochs until nothing is damaged; those written back after each.
  private func run(_ repair: RunRepair, shift: Int = 0) throws -> [[Int]] {
    var restored: [[Int]] = []
    while !repair.damagedEpochs.isEmpty {
      for _ in 0..<repair.stepsPerEpoch { repair.addStep(TinyRun.step) }
      let updates = (repair.position.epoch + 1) * repair.stepsPerEpoch
      restored.append(try repair.finishEpoch(TinyRun.tensors(updates + shift)))
    }
    return restored
  }

  /// A run of six epochs of which every second is archived, with a bit of the second changed.
  private func damagedRun() throws -> (runs: TinyRun, whole: [String: [UInt8]]) {
    let runs = try TinyRun()
    try runs.train(epochs: 6, keepEvery: 2)
    let whole = try runs.contents()
    var archive = try runs.bytes(runs.folder().archive)
    archive[archive.count / 2] ^= 1
    try runs.overwrite(runs.folder().archive, archive)
    #expect(throws: ArchiveError.self) { try runs.open(epochs: 6, keepEvery: 2) }
    return (runs, whole)
  }

  @Test func epochsAreComputedUpToTheLastDamagedOne() throws {
    let (runs, whole) = try damagedRun()
    let repair = try repair(runs)
    #expect(repair.damagedEpochs == [4])
    #expect(try run(repair) == [[], [], [], [4]])
    #expect(try runs.contents() == whole)
  }

  @Test func otherBitsOnTheWayEndTheRepair() throws {
    let (runs, _) = try damagedRun()
    let before = try runs.contents()
    let repair = try repair(runs)
    #expect(throws: RunError.otherRepair(archive: runs.folder().archive, checkpoint: "e002")) {
      try run(repair, shift: 1)
    }
    #expect(try runs.contents() == before)
  }

  @Test func otherOptionsAreAConflict() throws {
    let (runs, _) = try damagedRun()
    #expect(
      throws: RunError.otherRun(
        folder: runs.folder().path, differences: ["seed: 1 in the run, 2 here"])
    ) { try repair(runs, seed: 2) }
  }

  @Test func itHoldsTheLockOfTheRun() throws {
    let (runs, _) = try damagedRun()
    let repair = try repair(runs)
    #expect(throws: FileError.self) { try self.repair(runs) }
    #expect(repair.position == (0, 0))
  }

  @Test func besideARunThatIsToReplaceItNothingIsRepaired() throws {
    let (runs, _) = try damagedRun()
    try runs.train(epochs: 6, keepEvery: 2, steps: 1, overwrite: true)
    let begun = RunReplacement(folder: runs.folder()).begun.path
    #expect(throws: RunError.replacementBegun(folder: runs.folder().path, begun: begun)) {
      try repair(runs)
    }
  }

  @Test func runThatIsNotThereHasNoArchive() throws {
    let runs = try TinyRun()
    #expect(throws: ArchiveError.missing(path: runs.folder().archive)) { try repair(runs) }
  }

  @Test func epochsThatTheEndOfTheArchiveHasLostAreAppended() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 8, keepEvery: 2)
    let whole = try runs.contents()
    let archive = try runs.bytes(runs.folder().archive)
    // The last three of four epochs, of which nothing can be read, and then nothing at all.
    var damaged = archive
    for place in stride(from: archive.count / 4, to: archive.count, by: 256) { damaged[place] ^= 1 }
    for bytes in [damaged, Array(archive.prefix(archive.count / 4))] {
      try runs.overwrite(runs.folder().archive, bytes)
      #expect(throws: RunError.self) { try runs.open(epochs: 8, keepEvery: 2) }
      try expectAppending(try repair(runs))
      // The last one is the state's.
      try runs.train(epochs: 8, keepEvery: 2)
      #expect(try runs.contents() == whole)
    }
  }

  private func expectAppending(_ repair: RunRepair) throws {
    #expect(repair.damagedEpochs == [4, 6])
    #expect(try run(repair) == [[], [], [], [4], [], [6]])
  }
}
