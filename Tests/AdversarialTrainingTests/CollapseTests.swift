import CheckpointArchive
import Experiment
import TestSupport
import Testing

@testable import AdversarialTraining
@testable import Runs

/// What training does about a collapse.
@Suite struct CollapseTests {
  private let runs: SmallRun

  init() throws { runs = try SmallRun() }

  /// A run of one epoch that is said to have had gradients 1e9 long, so that they vanish from the next
  /// epoch on, and as many epochs as are asked for.
  private func makeVanishingRun() throws {
    try runs.train(epochs: 1)
    let path = runs.folder().state
    let state = try #require(try TrainingState.read(from: path))
    var progress = state.progress
    let norms = GradientNorms(generator: 1e9, discriminator: 1e9)
    var watch = CollapseWatch()
    _ = watch.collapses(
      in: 1, steps: 3, accuracy: 0.5,
      measurement: EpochMeasurement(
        gradientNorms: norms, largestGradientNorms: norms, samples: nil), trainingDeviation: 0)
    progress.watch = watch
    try TrainingState.write(progress, tensors: state.tensors(), to: path)
  }

  private func train(
    epochs: Int, onCollapse: CollapseResponse
  ) throws -> (TrainingOutcome, told: [String]) {
    var told: [String] = []
    let outcome = try runs.trainer(runs.recipe(epochs: epochs)).train(
      onCollapse: onCollapse, shouldStop: { false },
      observe: { event in
        switch event {
        case .notice, .step: break
        case .epoch(let record): told.append(checkpointName(epoch: record.epoch))
        case .collapse(let collapse): told.append("\(collapse.cause) \(collapse.epoch)")
        }
      })
    return (outcome, told)
  }

  @Test func itIsToldOnceForEachCauseBehindItsEpoch() throws {
    try makeVanishingRun()
    let (outcome, told) = try train(epochs: 4, onCollapse: .warn)
    #expect(outcome == .finished)
    #expect(
      told == ["e002", "generatorGradient 2", "discriminatorGradient 2", "e003", "e004"])
    // Another process tells it again.
    #expect(try train(epochs: 5, onCollapse: .warn).told.count == 3)
  }

  @Test func itEndsTrainingOnceTheEpochIsDurable() throws {
    try makeVanishingRun()
    let (outcome, told) = try train(epochs: 4, onCollapse: .stop)
    guard case .collapsed(let collapse) = outcome else {
      Issue.record("training ended as \(outcome)")
      return
    }
    #expect(collapse.cause == .generatorGradient && collapse.epoch == 2)
    #expect(told == ["e002"])
    #expect(try ArchiveReader(path: runs.folder().archive).epochs.map(\.epoch) == [1, 2])
    #expect(try runs.log().map(\.epoch) == [1, 2])
    #expect(try TrainingState.read(from: runs.folder().state)?.progress.epoch == 2)
    // It goes on where it was asked to, and changes nothing of the archive.
    #expect(try train(epochs: 4, onCollapse: .warn).0 == .finished)
    try runs.train(epochs: 4, "whole")
    #expect(try runs.bytes(runs.folder().archive) == runs.bytes(runs.folder("whole").archive))
  }

  @Test func whatNormalEpochsAreLikeIsKeptWhenARunIsInterrupted() throws {
    try runs.train(epochs: 4, "whole")
    try runs.train(epochs: 4, stopAfter: 5)
    try runs.train(epochs: 4)
    let watches = try ["run", "whole"].map {
      try TrainingState.read(from: runs.folder($0).state)?.progress.watch
    }
    #expect(watches[0] != nil && watches[0] == watches[1])
    #expect(watches[0] != CollapseWatch())
  }

  @Test func theErrorSaysWhatCollapsedAndWhatToDo() {
    let error = TrainingError.collapsed(
      Collapse(cause: .discriminatorRight, epoch: 12, share: 0.9962), lastGood: "e012")
    #expect(
      error.description == """
        training collapsed: the discriminator had 99.6 % of the images of e012 right, more than 99 %; \
        the last checkpoint is e012; train another --run with a smaller --learning-rate or another \
        --seed, or go on with --on-collapse warn
        """)
    #expect(error.kind == .diverged)
  }
}
