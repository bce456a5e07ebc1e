import DurableFiles
import Experiment
import Safetensors
import TensorStore
import Testing

@testable import Runs

/// What becomes of a run whose store is written into, or anew.
@Suite struct StoreInUseTests {
  /// Changes a pixel in the store's file itself, as `cp` and `rsync --inplace` do.
  private func changePixel(_ runs: TinyRun) throws {
    let bytes = try runs.bytes(runs.path + "/store")
    let place = bytes.count - 4 * 785
    try UpdatableFile(path: runs.path + "/store").write([bytes[place] ^ 1], at: place)
  }

  @Test func anEpochOverDataThatWasWrittenIntoIsNotArchived() throws {
    let runs = try TinyRun()
    let run = try runs.open(epochs: 3)
    _ = try run.resume { _ in }
    func epoch(_ number: Int) throws {
      for _ in 0..<run.stepsPerEpoch { run.addStep(TinyRun.step) }
      try TinyRun.commitEpoch(of: run, updates: number * run.stepsPerEpoch)
    }
    try epoch(1)
    let before = try runs.contents()
    try changePixel(runs)
    #expect(throws: StoreError.changed(path: runs.path + "/store")) { try epoch(2) }
    #expect(try runs.contents() == before)
    #expect(run.lastArchived?.epoch == 1)
  }

  @Test func stepsOverDataThatWasWrittenIntoAreNotKept() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 2, steps: 1)
    let before = try runs.contents()
    let run = try runs.open(epochs: 2)
    _ = try run.resume { _ in }
    run.addStep(TinyRun.step)
    try changePixel(runs)
    #expect(throws: StoreError.changed(path: runs.path + "/store")) {
      try run.saveState(TinyRun.tensors(2))
    }
    #expect(try runs.contents() == before)
  }

  @Test func aRepairOverDataThatWasWrittenIntoWritesNothing() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 1)
    var archive = try runs.bytes(runs.folder().archive)
    archive[archive.count / 2] ^= 1
    try runs.overwrite(runs.folder().archive, archive)
    let repair = try RunRepair(
      folder: runs.folder(), store: runs.store, options: runs.options(keepEvery: 1),
      instructionSet: "portable", toolVersion: "test")
    let before = try runs.contents()
    for _ in 0..<repair.stepsPerEpoch { repair.addStep(TinyRun.step) }
    try changePixel(runs)
    #expect(throws: StoreError.changed(path: runs.path + "/store")) {
      try repair.finishEpoch(TinyRun.tensors(repair.stepsPerEpoch))
    }
    #expect(try runs.contents() == before)
  }

  @Test func aRunBegunWithFormat1GoesOnWithFormat2() throws {
    let runs = try TinyRun()
    let latest = try runs.bytes(runs.path + "/store")
    var recipe = Recipe()
    recipe.options = runs.options(keepEvery: 1)
    func train(_ epochs: Int, _ name: String) throws {
      recipe.epochs = epochs
      let store = try StoreReader(path: runs.path + "/store")
      let run = try TrainingRun(
        folder: runs.folder(name), store: store, recipe: recipe, instructionSet: "portable",
        toolVersion: "test", overwrite: false)
      _ = try run.resume { _ in }
      while !run.isFinished {
        for _ in 0..<run.stepsPerEpoch { run.addStep(TinyRun.step) }
        try TinyRun.commitEpoch(of: run, updates: (run.position.epoch + 1) * run.stepsPerEpoch)
      }
    }
    try train(2, "latest")
    let header = safetensorsHeader(
      [
        ("train.images", .u8, [6, 28, 28]), ("train.labels", .u8, [6]),
        ("test.images", .u8, [6, 28, 28]), ("test.labels", .u8, [6]),
      ],
      metadata: [
        "format_version": "1", "payload_sha256": sha256(Array(latest.suffix(12 * 785))).hex,
      ])
    try runs.overwrite(runs.path + "/store", header + latest.suffix(12 * 785))
    try train(1, "changing")
    try runs.overwrite(runs.path + "/store", latest)
    try train(2, "changing")
    for path in [\RunFolder.archive, \.state] {
      #expect(
        try runs.bytes(runs.folder("changing")[keyPath: path])
          == runs.bytes(runs.folder("latest")[keyPath: path]))
    }
  }
}
