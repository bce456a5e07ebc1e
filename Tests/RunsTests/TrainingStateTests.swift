import DurableFiles
import Safetensors
import TestSupport
import Testing

@testable import Runs

@Suite struct TrainingStateTests {
  @Test func flippedBitsAreRefused() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 1)
    let path = runs.folder().state
    let bytes = try runs.bytes(path)
    var state: UInt64 = 14
    for _ in 0..<400 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let index = Int((state >> 20) % UInt64(bytes.count))
      var changed = bytes
      changed[index] ^= 1 << (state >> 60 & 7)
      try runs.overwrite(path, changed)
      do {
        let read = try TrainingState.read(from: path)
        // Spaces pad the header; nothing else may change unnoticed.
        #expect(bytes[index] == 0x20, "bit of byte \(index) unnoticed: \(read?.progress as Any)")
      } catch is RunError {
      } catch is SafetensorsError {
      } catch is FileError {
      }
    }
  }

  @Test func everyPrefixIsRefused() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 1, steps: 1)
    let path = runs.folder().state
    let bytes = try runs.bytes(path)
    for cut in bytes.indices {
      try runs.overwrite(path, Array(bytes.prefix(cut)))
      #expect(throws: SafetensorsError.self, "cut at \(cut)") {
        try TrainingState.read(from: path)
      }
    }
  }

  /// A state of one step whose text of progress is changed, with a digest that holds.
  private func state(
    _ runs: TinyRun, replacing old: String, with new: String
  ) throws -> (path: String, read: Result<TrainingState?, any Error>) {
    try runs.train(epochs: 1, steps: 1)
    let path = runs.folder().state
    let state = try #require(try TrainingState.read(from: path))
    let text = try state.progress.text()
    #expect(text.contains(old))
    try TrainingState.write(
      text: text.replacing(old, with: new), tensors: state.tensors(), to: path)
    return (path, Result { try TrainingState.read(from: path) })
  }

  @Test(arguments: [
    (#""format_version":2"#, #""format_version":3"#, 3),
    (#""format_version":2"#, #""format_version":"2""#, nil),
    (#""generator_updates":1,"#, "", 2),
    (#""dropout":0.4,"#, #""dropout":0.4,"ema":0.5,"#, 2),
    (#""data_sha256":"#, #""data_sha512":"#, 2),
  ])
  func whatAnotherVersionWroteIsForeign(old: String, new: String, format: Int?) throws {
    let (path, read) = try state(TinyRun(), replacing: old, with: new)
    #expect(
      throws: RunError.foreignState(path: path, toolVersion: "test", formatVersion: format)
    ) { try read.get() }
  }

  @Test func optionThatIsMissingHasTheValueThatItHad() throws {
    let (_, read) = try state(TinyRun(), replacing: #""dropout":0.4,"#, with: "")
    #expect(try read.get()?.progress.run.options.dropout == 0.4)
  }

  @Test func statesOfTheFirstFormatAreRead() throws {
    let runs = try TinyRun()
    _ = try state(runs, replacing: #""format_version":2"#, with: #""format_version":1"#)
    let progress = try #require(try TrainingState.read(from: runs.folder().state)).progress
    #expect(progress.generatorUpdates == 1)
    #expect(try progress.text().contains(#""format_version":2"#))
  }

  @Test func unknownKeysAreKeptWhenTheStateIsWritten() throws {
    let runs = try TinyRun()
    let key = #""later":{"a_b":[1.50,18446744073709551615,null,true],"c":{}},"#
    _ = try state(runs, replacing: #""instruction_set""#, with: key + #""instruction_set""#)
    try runs.train(epochs: 2, steps: 3)
    let progress = try #require(try TrainingState.read(from: runs.folder().state)).progress
    #expect(progress.epoch == 1)
    let kept = #""later":{"a_b":[1.5,18446744073709551615,null,true],"c":{}},"#
    #expect(try progress.text().contains(kept))
  }

  @Test func placesThatNoRunReachesAreRefused() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 1, steps: 1)
    let path = runs.folder().state
    let state = try #require(try TrainingState.read(from: path))
    func expectRefusal(
      _ change: (inout TrainingProgress) -> Void, location: SourceLocation = #_sourceLocation
    ) throws {
      var progress = state.progress
      change(&progress)
      try TrainingState.write(progress, tensors: state.tensors(), to: path)
      #expect(
        throws: RunError.damagedState(path: path, reason: "no run can stand where it says"),
        sourceLocation: location
      ) { try runs.train(epochs: 1) }
    }
    for epoch in [-1, 1, .max] { try expectRefusal { $0.epoch = epoch } }
    for updates in [-1, 2, .max] {
      try expectRefusal { $0.generatorUpdates = updates }
      try expectRefusal { $0.discriminatorUpdates = updates }
    }
    try expectRefusal { $0.totals = EpochTotals() }
    try runs.train(epochs: 1, "other")
    let other = try #require(try TrainingState.read(from: runs.folder("other").state))
    for text in [other.progress.checkpoint, "{}"] { try expectRefusal { $0.checkpoint = text } }
  }

  @Test func missingStateIsNone() throws {
    #expect(try TrainingState.read(from: TinyRun().folder().state) == nil)
  }
}
