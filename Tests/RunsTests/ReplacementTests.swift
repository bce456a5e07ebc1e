import DurableFiles
import Experiment
import Foundation
import JSONLines
import Testing

@testable import Runs

/// Runs of two epochs, of which the old one archives both and the new one the second.
@Suite struct ReplacementTests {
  private let runs: TinyRun
  private let folder: RunFolder
  private let outputs = RunFolder.outputNames

  init() throws {
    runs = try TinyRun()
    folder = runs.folder()
    try runs.train(epochs: 2)
    try runs.train(epochs: 2, keepEvery: 2, "fresh")
  }

  private func files(_ path: String) throws -> [[UInt8]] {
    try outputs.map { try runs.bytes("\(path)/\($0)") }
  }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Fails unless the folder holds the new run alone.
  private func expectNewRun(_ comment: Comment? = nil) throws {
    #expect(try files(folder.path) == files(runs.folder("fresh").path), comment)
    #expect(!exists(folder.path + "/.new") && !exists(folder.path + "/.complete"), comment)
  }

  @Test func oldRunStaysUntilAnEpochOfTheNewOneIsArchived() throws {
    let old = try files(folder.path)
    for steps in [0, 2, 2] {
      try runs.train(epochs: 2, keepEvery: 2, steps: steps, overwrite: steps == 0)
      #expect(try files(folder.path) == old)
    }
    #expect(
      try runs.train(epochs: 2, keepEvery: 2)
        == [.replacing(begun: folder.path + "/.new"), .continued(epoch: 1, step: 1)])
    try expectNewRun()
  }

  @Test func optionsThatDifferAreThoseOfTheRunThatWasBegun() throws {
    try runs.train(epochs: 2, keepEvery: 2, steps: 4, overwrite: true)
    let error = #expect(throws: RunError.self) { try runs.open(epochs: 2) }
    #expect(
      error
        == .otherRun(
          folder: folder.path + "/.new", differences: ["keep_every: 2 in the run, 1 here"]))
  }

  @Test func whatSomebodyPutIntoThePlaceOfANewRunIsNamedBeforeTheWork() throws {
    let notes = folder.path + "/.complete/notes.txt"
    try createFolder(at: folder.path + "/.complete")
    try replaceFile(at: notes, contents: [1])
    let old = try files(folder.path)
    let error = RunError.inTheWay(path: notes, folder: folder.path)
    #expect(throws: error) { try runs.open(epochs: 2, keepEvery: 2, overwrite: true) }
    var recipe = Recipe()
    recipe.options = runs.options(keepEvery: 2)
    #expect(throws: error) {
      try TrainingRun.check(
        folder: folder, store: runs.store, recipe: recipe, instructionSet: "portable",
        toolVersion: "test", overwrite: true, restore: { _ in })
    }
    // It may come while the new run is trained.
    try removeFiles(at: [notes])
    try runs.train(epochs: 2, keepEvery: 2, steps: 5, overwrite: true)
    try replaceFile(at: notes, contents: [1])
    #expect(throws: error) { try runs.train(epochs: 2, keepEvery: 2) }
    #expect(try files(folder.path) == old)
    try removeFiles(at: [notes])
    try runs.train(epochs: 2, keepEvery: 2)
    try expectNewRun()
  }

  @Test func overwritingAgainBeginsAgain() throws {
    try runs.train(epochs: 2, keepEvery: 2, steps: 4, overwrite: true)
    let run = try runs.open(epochs: 2, keepEvery: 2, overwrite: true)
    #expect(run.position == (0, 0))
  }

  @Test func evaluationAndPicturesOfTheOldRunGoWithIt() throws {
    for name in ["images", "frames", "models", "tensorboard"] {
      try createFolder(at: "\(folder.path)/\(name)")
    }
    let pictures = [
      "images/generated_plot_e001.png",
      "images/generated_plot_e1000_seed9_5x8_scale2_gray_label.png",
      "images/compare_e001_e002_zeros.png", "images/real_gray.png",
      "images/interpolation_e001_latents-0123abcd_10stations_200frames.apng",
      "images/progress.apng", "images/progress_5x8.apng", "frames/frame_1.png",
      "frames/frame_e001.png", "frames/frame_e002_seed9.png",
      "images/curves.svg", "images/curves.png", "images/report.html", "images/explore.html",
      "models/generator_e001.onnx", "models/discriminator_e012_batch7_ascend.onnx",
      "models/generator_e001.safetensors", "models/discriminator_e001.npz",
      "tensorboard/\(RunFolder.eventsName)",
    ]
    let others = [
      "images/compare_mine.png", "images/mine.png", "images/notes.txt", "models/generator.onnx",
    ]
    for name in pictures + others + ["evaluation.jsonl", "verdict.json", ".finished"] {
      try replaceFile(at: "\(folder.path)/\(name)", contents: [1])
    }
    try runs.train(epochs: 2, keepEvery: 2, steps: 5, overwrite: true)
    #expect(exists(folder.evaluation) && exists("\(folder.path)/\(pictures[0])"))
    try runs.train(epochs: 2, keepEvery: 2)
    try expectNewRun()
    #expect(!exists(folder.evaluation) && !exists(folder.frames) && !exists(folder.tensorBoard))
    #expect(try namesInFolder(folder.models) == ["generator.onnx"])
    #expect(!exists(folder.path + "/.finished"), "the mark of pipeline/retrain")
    #expect(
      try namesInFolder(folder.images).sorted() == ["compare_mine.png", "mine.png", "notes.txt"])
  }

  @Test func aFolderWithTheNameOfAPictureIsNotInTheWay() throws {
    try createFolder(at: folder.images + "/real.png")
    try runs.train(epochs: 2, keepEvery: 2, overwrite: true)
    try expectNewRun()
    #expect(exists(folder.images + "/real.png"))
  }

  @Test func whoReadsTheRunFindsTheFilesThatAreNotInTheirPlacesYet() throws {
    let complete = folder.path + "/.complete"
    try FileManager.default.copyItem(atPath: runs.folder("fresh").path, toPath: complete)
    #expect(RunFolder(standingAt: folder.path).archive == complete + "/checkpoints.tar")
    #expect(RunFolder(standingAt: folder.path).evaluation == folder.evaluation)
    try removeFiles(at: [complete + "/checkpoints.tar"])
    #expect(RunFolder(standingAt: folder.path).archive == folder.archive)
  }

  @Test func interruptedReplacementIsFinished() throws {
    let (complete, old) = (folder.path + "/.complete", runs.folder("old").path)
    try FileManager.default.copyItem(atPath: folder.path, toPath: old)
    for moved in 0...outputs.count {
      try FileManager.default.removeItem(atPath: folder.path)
      try FileManager.default.copyItem(atPath: old, toPath: folder.path)
      try FileManager.default.copyItem(atPath: runs.folder("fresh").path, toPath: complete)
      try removeFiles(at: ["\(complete)/.lock"])
      for name in outputs.prefix(moved) {
        try renameEntry("\(complete)/\(name)", to: "\(folder.path)/\(name)")
      }
      #expect(try runs.open(epochs: 2, keepEvery: 2).isFinished)
      #expect(try runs.train(epochs: 2, keepEvery: 2) == [], "\(moved) files were moved")
      if moved < outputs.count { try expectNewRun("\(moved) files were moved") }
    }
  }

  @Test func replacementWaitsForWhoeverEvaluatesTheOldRun() throws {
    let old = try files(folder.path)
    var lock: FolderLock? = try FolderLock(folder: folder.path, name: RunFolder.evaluationLock)
    try runs.train(epochs: 4, keepEvery: 2, steps: 7, overwrite: true)
    #expect(try files(folder.path) == old)
    #expect(throws: FileError.locked(path: folder.path, holder: getpid())) {
      try runs.train(epochs: 4, keepEvery: 2)
    }
    #expect(try files(folder.path) == old)
    withExtendedLifetime(lock) {}
    lock = nil
    try runs.train(epochs: 4, keepEvery: 2)
    try runs.train(epochs: 4, keepEvery: 2, "fresh")
    #expect(try runs.bytes(folder.archive) == runs.bytes(runs.folder("fresh").archive))
  }

  @Test func whatGoesIsNamed() throws {
    try replaceFile(at: folder.evaluation, contents: [])
    let old = try #require(OldRun(in: folder))
    #expect(old.epochs == 2 && old.seconds == 2 && old.hasEvaluation && !old.hasPictures)
    #expect(!old.hasBegunReplacement)
    try runs.train(epochs: 2, keepEvery: 2, steps: 4, overwrite: true)
    #expect(OldRun(in: folder)?.hasBegunReplacement == true)
    #expect(OldRun(in: runs.folder("none")) == nil)
  }
}
