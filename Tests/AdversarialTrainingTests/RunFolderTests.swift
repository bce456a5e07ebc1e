import CheckpointArchive
import DurableFiles
import Experiment
import Foundation
import TensorStore
import TestSupport
import Testing

@testable import AdversarialTraining
@testable import Runs

@Suite struct RunFolderTests {
  @Test func otherOptionsAreAConflictThatNamesThem() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 1)
    let before = try runs.results()
    var recipe = runs.recipe(epochs: 1)
    recipe.options.seed = 2
    recipe.options.dropout = 0.5
    #expect(
      throws: RunError.otherRun(
        folder: runs.folder().path,
        differences: ["dropout: 0.4 in the run, 0.5 here", "seed: 1 in the run, 2 here"])
    ) { try runs.trainer(recipe) }
    #expect(try runs.results() == before)
  }

  @Test func anotherVersionOfTheSameArithmeticContinuesARun() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2, "whole")
    try runs.train(epochs: 1)
    try removeFiles(at: [runs.folder().state])
    let trainer = try runs.trainer(runs.recipe(epochs: 2), version: "other")
    #expect(try trainer.train(shouldStop: { false }, observe: { _ in }) == .finished)
    #expect(try runs.results() == runs.results("whole"))
  }

  @Test func overwriteStartsAgain() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2)
    var recipe = runs.recipe(epochs: 1)
    recipe.options.seed = 2
    let trainer = try runs.trainer(recipe, overwrite: true)
    #expect(trainer.run.position == (0, 0))
    _ = try trainer.train(shouldStop: { false }, observe: { _ in })
    _ = try runs.trainer(recipe, "fresh").train(shouldStop: { false }, observe: { _ in })
    #expect(try runs.results() == runs.results("fresh"))
  }

  @Test func overwriteKeepsTheRunWhenItsStoreIsDamaged() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 1)
    let before = try runs.results()
    var bytes = try runs.bytes(runs.path + "/store")
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(fileURLWithPath: runs.path + "/store"))
    #expect(throws: StoreError.damaged(path: runs.path + "/store")) {
      try runs.trainer(runs.recipe(epochs: 1), overwrite: true)
    }
    #expect(try runs.results() == before)
  }

  @Test func finishedRunHasNothingToDo() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2)
    let before = try runs.results()
    #expect(try runs.trainer(runs.recipe(epochs: 2)).run.isFinished)
    #expect(try runs.trainer(runs.recipe(epochs: 1)).run.isFinished)
    #expect(try runs.results() == before)
  }

  @Test func secondTrainerIsLockedOut() throws {
    let runs = try SmallRun()
    let first = try runs.trainer(runs.recipe(epochs: 1))
    #expect(throws: FileError.locked(path: runs.folder().path, holder: getpid())) {
      try runs.trainer(runs.recipe(epochs: 1))
    }
    #expect(first.run.position == (0, 0))
  }

  @Test func keepEverySelectsTheArchivedEpochs() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 4, keepEvery: 2)
    let archive = try ArchiveReader(path: runs.folder().archive)
    #expect(archive.epochs.map(\.epoch) == [2, 4])
    #expect(throws: RunError.unarchivedEnd(epochs: 3, keepEvery: 2)) {
      try runs.trainer(runs.recipe(epochs: 3, keepEvery: 2), "other")
    }
  }

  @Test func divergenceStopsBeforeTheArchive() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 1, stopAfter: 2)
    let state = try #require(try TrainingState.read(from: runs.folder().state))
    var tensors = try state.tensors()
    tensors[0].tensor.elements[5] = .infinity
    try TrainingState.write(state.progress, tensors: tensors, to: runs.folder().state)
    let before = try runs.results()
    #expect(throws: TrainingError.diverged(epoch: 1, step: 3, lastGood: nil)) {
      try runs.train(epochs: 1)
    }
    #expect(try runs.results() == before)
  }

  @Test func vanishedFolderEndsTheRun() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2, "whole")
    let path = runs.folder().path
    #expect(throws: RunError.folderVanished(path)) {
      _ = try runs.trainer(runs.recipe(epochs: 2)).train(
        shouldStop: { false },
        observe: { event in
          guard case .epoch = event else { return }
          try FileManager.default.moveItem(atPath: path, toPath: path + "-moved")
          try createFolder(at: path)
        })
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [])
    try runs.train(epochs: 2, "run-moved")
    #expect(try runs.results("run-moved") == runs.results("whole"))
  }

  @Test func storeThatChangedIsRefused() throws {
    let runs = try SmallRun()
    let path = runs.path + "/store"
    var bytes = try runs.bytes(path)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(throws: (any Error).self) { try runs.train(epochs: 1) }
    try bytes.prefix(2000).write(to: URL(fileURLWithPath: path))
    #expect(throws: FileError.self) { try runs.train(epochs: 1) }
  }
}
