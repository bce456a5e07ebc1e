import DurableFiles
import Experiment
import JSONLines
import Tensors

@testable import CheckpointArchive
@testable import Runs

extension FuzzTarget {
  /// `checkpoint.json`.
  static let checkpoint = FuzzTarget(
    name: "checkpoint",
    seeds: { try [1, 12].map { Array(try Seeds.epoch($0).infoText.utf8) } },
    parse: { bytes in
      guard let info = CheckpointInfo(text: bytes) else { return }
      checkInfo(info)
      expect(CheckpointInfo(text: Array(try info.text().utf8)) != nil)
    },
    repair: { repairedCheckpoint($0) })

  /// The record of progress in `state.safetensors`, and the file around it.
  static let progress = FuzzTarget(
    name: "progress",
    seeds: {
      let text = try Seeds.epoch(2).infoText
      var progress = TrainingProgress(run: Seeds.run)
      let start = try progress.text()
      progress.epoch = 2
      progress.checkpoint = text
      progress.generatorUpdates = 6
      progress.totals.add(
        StepMeasurement(
          discriminatorLoss: 0.7, generatorLoss: 0.6, realCorrect: 3, fakeCorrect: 5,
          gradientNorms: GradientNorms(generator: 0.02, discriminator: 0.3)))
      progress.measurement = progress.totals.measurement(
        samples: ImageStatistics(mean: 0.13, deviation: 0.2, saturatedPixels: 0.7))
      progress.watch = CollapseWatch()
      return [Array(start.utf8), Array(try progress.text().utf8)]
    },
    parse: { bytes in
      guard let progress = TrainingProgress(text: String(decoding: bytes, as: UTF8.self)) else {
        return
      }
      let tensors = [NamedTensor(name: "a", tensor: Tensor(shape: [2], elements: [1, 2]))]
      try TrainingState.write(progress, tensors: tensors, to: scratchPath)
      guard let state = try TrainingState.read(from: scratchPath) else {
        fatalError("the state is gone")
      }
      let read = try state.tensors()
      expect(state.progress == progress && read == tensors)
    })

  /// `train.jsonl`: what is written again has the same records and lines of other versions.
  static let records = FuzzTarget(
    name: "records",
    seeds: {
      let records = try [1, 2].map { EpochRecord(try Seeds.epoch($0).info, seconds: 1.5) }
      let lines = try records.map(jsonLine) + ["{\"epoch\":1}", "{\"format_version\":3}"]
      return [Array(lines.map { $0 + "\n" }.joined().utf8)]
    },
    parse: { bytes in
      try replaceScratch(bytes)
      var file = try RecordFile<EpochRecord>(path: scratchPath)
      let (records, foreignCount) = (file.records, file.foreignCount)
      expect(records.count + foreignCount <= bytes.count { $0 == UInt8(ascii: "\n") } + 1)
      try file.write()
      file = try RecordFile(path: scratchPath)
      expect(file.records == records && file.foreignCount == foreignCount)
      let epochs = Dictionary(records.map { ($0.epoch, $0) }, uniquingKeysWith: { $1 })
      let sorted = epochs.values.sorted { $0.epoch < $1.epoch }
      try file.replaceRecords(by: sorted) { $0.epoch < $1.epoch }
      expect(file.records == sorted && file.foreignCount == foreignCount)
    })
}

/// What commands rely on.
func checkInfo(_ info: CheckpointInfo) {
  expect(epoch(ofCheckpoint: info.name) == info.epoch)
  expect([info.discriminatorLoss, info.generatorLoss].allSatisfy(\.isFinite))
  expect(info.run.options.isValid)
  expect([info.accuracyReal, info.accuracyFake].allSatisfy((0...1).contains))
}

/// The text with the digest of itself that it must carry.
func repairedCheckpoint(_ text: [UInt8]) -> [UInt8] {
  let key = Array("\"checkpoint_sha256\":\"".utf8)
  guard let start = text.firstRange(of: key)?.upperBound, start + 64 <= text.count else {
    return text
  }
  var repaired = text
  repaired.replaceSubrange(start..<start + 64, with: String(repeating: "0", count: 64).utf8)
  repaired.replaceSubrange(start..<start + 64, with: sha256(repaired).hex.utf8)
  return repaired
}

/// Writes the scratch file in place; that needs no promise of durability.
func replaceScratch(_ bytes: [UInt8]) throws {
  let file = try UpdatableFile(path: scratchPath)
  try file.truncate(to: 0)
  try file.write(bytes[...], at: 0)
}
