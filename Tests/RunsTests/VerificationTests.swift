import DurableFiles
import Failures
import Testing

@testable import Runs

/// Verification finds what training refuses, also where every file by itself is whole.
@Suite struct VerificationTests {
  private let runs: TinyRun
  private let folder: RunFolder

  init() throws {
    runs = try TinyRun()
    folder = runs.folder()
  }

  private func findings() throws -> [VerificationFinding] {
    try verifyRun(folder, dataPath: runs.path + "/store")
  }

  /// Fails unless the last finding is what opening the run, and training, says.
  private func expectWhatTrainingSays(location: SourceLocation = #_sourceLocation) throws {
    let found = try findings()
    let error = #expect(throws: (any Error).self, sourceLocation: location) {
      try runs.open(epochs: 9).resume { _ in }
    }
    #expect(found.last?.verdict == .damaged, sourceLocation: location)
    #expect(
      found.last?.reason == (error as? any ReportableError)?.description, sourceLocation: location)
  }

  @Test func stateManyEpochsBeforeTheArchive() throws {
    try runs.train(epochs: 1)
    let archive = try runs.bytes(folder.archive)
    try runs.train(epochs: 2)
    let state = try runs.bytes(folder.state)
    try runs.train(epochs: 6)
    try replaceFile(at: folder.archive, contents: archive)
    try expectWhatTrainingSays()
    // One epoch apart is what a crash leaves.
    try replaceFile(at: folder.state, contents: state)
    #expect(try findings().allSatisfy { $0.verdict == .whole })
  }

  @Test func stateWhoseTensorsAreNotThoseOfTheEpochToAppend() throws {
    try runs.train(epochs: 1)
    let archive = try runs.bytes(folder.archive)
    try runs.train(epochs: 2)
    let state = try #require(try TrainingState.read(from: folder.state))
    try TrainingState.write(
      state.progress, tensors: TinyRun.tensors(5).state, to: folder.state)
    try replaceFile(at: folder.archive, contents: archive)
    try expectWhatTrainingSays()
  }

  @Test func storeOfOtherData() throws {
    try runs.train(epochs: 1)
    #expect(try findings().allSatisfy { $0.verdict == .whole })
    try runs.writeOtherStore()
    let last = try findings().last
    #expect(last?.verdict == .damaged && last?.file == folder.path)
    #expect(last?.reason?.contains("other data") == true, "\(last?.reason ?? "")")
  }

  @Test func recipeThatIsNone() throws {
    try runs.train(epochs: 1)
    try replaceFile(at: folder.recipe, contents: Array("epochs: many".utf8))
    try expectWhatTrainingSays()
  }

  @Test func stateAndRecipeOfOtherOptions() throws {
    try runs.train(epochs: 2, keepEvery: 2, "other")
    try runs.train(epochs: 2)
    for (name, place) in [(\RunFolder.state, "state"), (\.recipe, "recipe")] {
      let own = try runs.bytes(folder[keyPath: name])
      try replaceFile(
        at: folder[keyPath: name], contents: runs.bytes(runs.folder("other")[keyPath: name]))
      let last = try findings().last
      #expect(last?.verdict == .damaged && last?.file == folder.path, "\(place)")
      #expect(last?.reason?.contains("keep_every") == true, "\(place)")
      try replaceFile(at: folder[keyPath: name], contents: own)
    }
  }

  @Test func theRunThatIsToReplaceThisOneIsLookedAtToo() throws {
    try runs.train(epochs: 2)
    try runs.train(epochs: 2, keepEvery: 2, steps: 4, overwrite: true)
    let begun = RunReplacement(folder: folder).begun
    #expect(try findings().last == VerificationFinding(file: begun.state, .whole))
    try replaceFile(at: begun.state, contents: [1])
    #expect(try findings().last?.verdict == .damaged)
  }
}
