import CheckpointArchive
import DurableFiles
import Experiment
import Foundation
import JSONLines
import Recipes
import Runs
import TestSupport
import Testing

@testable import AdversarialTraining

@Suite struct ResumeTests {
  @Test func continuedRunEqualsAnUninterruptedOne() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 4, "whole")
    try runs.train(epochs: 2)
    try runs.train(epochs: 4)
    #expect(try runs.results() == runs.results("whole"))
    let log = try runs.log()
    #expect(log.map(\.epoch) == [1, 2, 3, 4])
    #expect(log.map(\.step) == [3, 6, 9, 12])
    #expect(try runs.timelessLog() == runs.timelessLog("whole"))
  }

  @Test func threadsDoNotChangeTheFiles() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2, "one", threads: 1)
    try runs.train(epochs: 2, "three", threads: 3)
    #expect(try runs.results("one") == runs.results("three"))
    #expect(try runs.timelessLog("one") == runs.timelessLog("three"))
  }

  @Test func stoppingAfterAnyStepChangesNothing() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 3, keepEvery: 3, "whole")
    for steps in 0...8 {
      let name = "stopped\(steps)"
      try runs.train(epochs: 3, keepEvery: 3, name, stopAfter: steps)
      let events = try runs.train(epochs: 3, keepEvery: 3, name)
      #expect(try runs.results(name) == runs.results("whole"), "stopped after \(steps) steps")
      #expect(try runs.timelessLog(name) == runs.timelessLog("whole"))
      guard case .notice(.continued(let epoch, let step))? = events.first else {
        #expect(steps == 0)
        continue
      }
      #expect(epoch * 3 + step == steps)
    }
  }

  @Test func archiveBehindTheStateIsHealedFromIt() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 3, "whole")
    try runs.train(epochs: 1)
    let archive = try runs.bytes(runs.folder().archive)
    try runs.train(epochs: 2)
    try archive.write(to: URL(fileURLWithPath: runs.folder().archive))
    try runs.train(epochs: 3)
    #expect(try runs.results() == runs.results("whole"))
  }

  @Test func stateBehindTheArchiveIsComputedAgain() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 3, "whole")
    try runs.train(epochs: 1)
    let state = try runs.bytes(runs.folder().state)
    try runs.train(epochs: 3)
    try state.write(to: URL(fileURLWithPath: runs.folder().state))
    let events = try runs.train(epochs: 3)
    guard case .notice(.recomputing(through: 3))? = events.first else {
      Issue.record("no notice of the older state: \(events)")
      return
    }
    #expect(try runs.results() == runs.results("whole"))
  }

  @Test func lostStateIsComputedAgain() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2)
    let before = try runs.results()
    let logBefore = try runs.timelessLog()
    try removeFiles(at: [runs.folder().state])
    try runs.train(epochs: 2)
    #expect(try runs.results() == before)
    #expect(try runs.timelessLog() == logBefore)
    let log = try runs.log()
    #expect(log.map(\.epoch) == [1, 2])
  }

  @Test func otherBitsInTheArchiveAreAConflict() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2)
    try removeFiles(at: [runs.folder().archive, runs.folder().state])
    // An archive of the same run whose weights are others.
    let model = try AdversarialModel(
      options(latentDim: 10, batchSize: 16, seed: 9), threads: 1)
    let run = RunIdentity(
      dataSha256: runs.store.contentDigest.hex, instructionSet: model.engine.kernels.name,
      options: runs.recipe(epochs: 2).options, toolVersion: "test")
    let info = CheckpointInfo(
      epoch: 1, step: 3, discriminatorLoss: 1, generatorLoss: 1, accuracyReal: 1, accuracyFake: 1,
      run: run)
    try ArchiveAppender(path: runs.folder().archive).append(
      EpochImage(
        info: info,
        networks: [
          (NetworkName.generator, model.generatorTensors),
          (NetworkName.discriminator, model.discriminatorTensors),
        ], path: "test"))
    let archive = try runs.bytes(runs.folder().archive)
    #expect(
      throws: RunError.otherBits(archive: runs.folder().archive, checkpoint: "e001")
    ) { try runs.train(epochs: 2) }
    #expect(try runs.bytes(runs.folder().archive) == archive)
  }

  @Test func missingEpochsAreNamed() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 1)
    let archive = try runs.bytes(runs.folder().archive)
    try runs.train(epochs: 4)
    try archive.write(to: URL(fileURLWithPath: runs.folder().archive))
    #expect(
      throws: RunError.missingEpochs(
        archive: runs.folder().archive, names: ["e002", "e003"], state: runs.folder().state)
    ) { try runs.train(epochs: 5) }
    #expect(try runs.bytes(runs.folder().archive) == archive)
    #expect(try Recipe(path: runs.folder().recipe).epochs == 4)
  }

  @Test func damagedLastEpochIsNotCutWhenTheStateCannotRestoreIt() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2, stopAfter: 4)
    var archive = try runs.bytes(runs.folder().archive)
    archive[1000] ^= 1
    try archive.write(to: URL(fileURLWithPath: runs.folder().archive))
    #expect(
      throws: RunError.missingEpochs(
        archive: runs.folder().archive, names: ["e001"], state: runs.folder().state)
    ) { try runs.train(epochs: 2) }
    #expect(try runs.bytes(runs.folder().archive) == archive)
    // Without the state, the run is computed again, the damaged epoch too.
    try removeFiles(at: [runs.folder().state])
    try runs.train(epochs: 2)
    try runs.train(epochs: 2, "whole")
    #expect(try runs.results() == runs.results("whole"))
  }

  @Test func tornTailIsCutAndReported() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2, "whole")
    try runs.train(epochs: 1)
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: runs.folder().archive))
    try file.seekToEnd()
    try file.write(contentsOf: Data(repeating: 7, count: 5000))
    try file.close()
    guard case .notice(.recovered(byteCount: 6024))? = try runs.train(epochs: 2).first else {
      Issue.record("the cut was not reported")
      return
    }
    #expect(try runs.results() == runs.results("whole"))
  }

  @Test func logIsCorrectedByTheArchive() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2)
    let log = try runs.log()
    let lines = try log.map(jsonLine)
    let changed = lines[0].replacing("\"step\":3", with: "\"step\":4")
    #expect(changed != lines[0])
    let text = [changed, lines[1], lines[1], "no record"].joined(separator: "\n")
    try replaceFile(at: runs.folder().log, contents: Array(text.utf8))
    try runs.train(epochs: 2)
    #expect(try runs.log() == log)
  }

  @Test func logThatMissesEpochsIsCompleted() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2)
    try removeFiles(at: [runs.folder().log])
    try runs.train(epochs: 3)
    let log = try runs.log()
    #expect(log.map(\.epoch) == [1, 2, 3])
    #expect(log.map { $0.seconds != nil } == [false, false, true])
  }

  @Test func logCompletesAnEpochThatIsNotArchived() throws {
    let runs = try SmallRun()
    try runs.train(epochs: 2, keepEvery: 2, stopAfter: 3)
    try removeFiles(at: [runs.folder().log])
    try runs.train(epochs: 2, keepEvery: 2)
    let log = try runs.log()
    #expect(log.map(\.epoch) == [1, 2])
  }
}
