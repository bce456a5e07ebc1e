import DurableFiles
import Safetensors
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
      try replaceFile(at: path, contents: changed)
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
      try replaceFile(at: path, contents: Array(bytes.prefix(cut)))
      #expect(throws: SafetensorsError.self, "cut at \(cut)") {
        try TrainingState.read(from: path)
      }
    }
  }

  @Test func laterFormatIsRefused() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 1, steps: 1)
    let state = try #require(try TrainingState.read(from: runs.folder().state))
    var progress = state.progress
    progress.formatVersion = 2
    try TrainingState.write(progress, tensors: state.tensors, to: runs.folder().state)
    #expect(throws: RunError.newerState(path: runs.folder().state, version: 2)) {
      try TrainingState.read(from: runs.folder().state)
    }
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
      try TrainingState.write(progress, tensors: state.tensors, to: path)
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

  @Test func verificationSaysWhereTheRunStands() throws {
    let runs = try TinyRun()
    let path = runs.folder().state
    #expect(try verifyState(at: path) == .missing)
    try runs.train(epochs: 2, steps: 4)
    #expect(try verifyState(at: path) == .whole(epoch: 1, step: 1))
    var bytes = try runs.bytes(path)
    bytes[bytes.count - 1] ^= 1
    try replaceFile(at: path, contents: bytes)
    #expect(
      try verifyState(at: path)
        == .damaged(
          reason: """
            '\(path)' is damaged: its checksum differs; restore it from a backup, or delete it and \
            the run is computed again up to its archive
            """))
    try removeFiles(at: [path])
    try createFolder(at: path)
    #expect(throws: FileError.notARegularFile(path: path)) { try verifyState(at: path) }
  }
}
