import DurableFiles
import Experiment
import Foundation
import Testing

@testable import Runs

/// A check before training finds what training would, and changes nothing.
@Suite struct CheckingTests {
  /// The updates of the state that is there; nil without one.
  @discardableResult private func check(
    _ runs: TinyRun, epochs: Int = 2, keepEvery: Int = 1, _ name: String = "run"
  ) throws -> Int? {
    var updates: Int?
    var recipe = Recipe()
    recipe.epochs = epochs
    recipe.options = runs.options(keepEvery: keepEvery)
    try TrainingRun.check(
      folder: runs.folder(name), store: runs.store, recipe: recipe, instructionSet: "portable",
      toolVersion: "test", overwrite: false, restore: { updates = $0.generatorUpdates })
    return updates
  }

  @Test func aRunThatBeginsLeavesNoFolder() throws {
    let runs = try TinyRun()
    #expect(try check(runs, "deep/new") == nil)
    #expect(FolderIdentity(of: runs.folder("deep").path) == nil)
    #expect(throws: RunError.unarchivedEnd(epochs: 3, keepEvery: 2)) {
      try check(runs, epochs: 3, keepEvery: 2)
    }
    #expect(throws: FileError.self) { try check(runs, "store/below/a/file") }
  }

  @Test func itFindsWhatTrainingFindsAndChangesNothing() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 1)
    let archive = try runs.bytes(runs.folder().archive)
    try runs.train(epochs: 3)
    try replaceFile(at: runs.folder().archive, contents: archive + [7, 7])
    let before = try runs.contents()
    for keepEvery in [1, 2] {
      let found = #expect(throws: RunError.self) { try check(runs, keepEvery: keepEvery) }
      let met = #expect(throws: RunError.self) { try runs.open(epochs: 2, keepEvery: keepEvery) }
      #expect(found == met)
    }
    #expect(try runs.contents() == before)
  }

  @Test func aStateIsHandedOver() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 1)
    #expect(try check(runs) == 3)
  }

  @Test func theEpochThatTheArchiveLacksMustBeTheStates() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 1)
    let archive = try runs.bytes(runs.folder().archive)
    try runs.train(epochs: 2)
    try replaceFile(at: runs.folder().archive, contents: archive)
    #expect(try check(runs) == 6)
    let state = try #require(try TrainingState.read(from: runs.folder().state))
    try TrainingState.write(
      state.progress, tensors: TinyRun.tensors(5).state, to: runs.folder().state)
    #expect(
      throws: RunError.damagedState(
        path: runs.folder().state, reason: "its tensors are not those of its checkpoint")
    ) { try check(runs) }
  }

  @Test func aRunInTrainingIsLocked() throws {
    let runs = try TinyRun()
    let run = try runs.open(epochs: 1)
    let path = runs.folder().path
    #expect(throws: FileError.locked(path: path, holder: getpid())) { try check(runs) }
    withExtendedLifetime(run) {}
  }
}
