import Experiment
import Foundation
import Runs
import TestSupport
import Testing

@testable import AdversarialTraining

/// A run with every option that is off by default.
@Suite struct OptionResumeTests {
  private let runs: SmallRun

  init() throws {
    runs = try SmallRun { options in
      options.discriminatorFilters = 128
      options.discriminatorLearningRate = 4e-4
      options.discriminatorUpdates = 2
      options.learningRateDecayStart = 1
      options.learningRateHalfLife = 1
      options.averageHalfLife = 40
      options.loss = .relativistic
      options.labelSmoothing = 0.1
      options.r1 = 0.5
      options.r2 = 0.25
      options.penaltyInterval = 3
    }
  }

  @Test func everyOptionThatIsOffByDefaultIsOn() {
    let (on, off) = (runs.recipe(epochs: 1).options, TrainingOptions())
    for option in TrainingOption.all where option.introducedIn > 1 {
      #expect(on.differences(from: off).contains { $0.hasPrefix(option.key + ":") })
    }
  }

  @Test func neitherThreadsNorInterruptionsChangeTheBytes() throws {
    try runs.train(epochs: 3, "whole", threads: 1)
    for steps in [1, 5] {
      let name = "stopped\(steps)"
      try runs.train(epochs: 3, name, threads: 3, stopAfter: steps)
      try runs.train(epochs: 3, name, threads: 2)
      #expect(try runs.results(name) == runs.results("whole"), "stopped after \(steps) steps")
      #expect(try runs.timelessLog(name) == runs.timelessLog("whole"))
    }
  }

  @Test func anEpochThatTheArchiveLacksIsRestoredFromTheState() throws {
    try runs.train(epochs: 2, "whole")
    try runs.train(epochs: 1)
    let archive = try runs.bytes(runs.folder().archive)
    try runs.train(epochs: 2)
    try archive.write(to: URL(fileURLWithPath: runs.folder().archive))
    try runs.train(epochs: 2)
    #expect(try runs.results() == runs.results("whole"))
  }

  @Test func lossesAndAccuraciesAreThoseOfEveryUpdate() throws {
    try runs.train(epochs: 1)
    let record = try #require(try runs.log().first)
    // 3 steps of 2 updates on 8 images of either kind.
    let judged = 3 * 2 * 8.0
    for accuracy in [record.accuracyReal, record.accuracyFake] {
      #expect(abs((accuracy * judged).rounded() - accuracy * judged) < 1e-9)
    }
    #expect(record.discriminatorLoss > 0.3 && record.discriminatorLoss < 1.2)
  }
}
