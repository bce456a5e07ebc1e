import Foundation
import Judging
import NeuralNetwork
import Safetensors
import TensorStore
import TestSupport
import Testing

@Suite struct JudgeFileTests {
  private let store: SmallStore
  private let judge: TrainedJudge
  private let path: String

  init() throws {
    store = try SmallStore()
    judge = try store.judge(
      recipe: JudgeRecipe(
        epochs: 1, batchSize: 45, learningRate: 1e-3, dropout: 0, shift: 0, seed: 1))
    path = store.file("judge.safetensors")
    try judge.write(to: path)
  }

  @Test func whatIsReadIsWhatWasWritten() throws {
    let read = try TrainedJudge(path: path, of: store.store)
    #expect(read == judge)
    let images = try store.store.pixels(Array(0..<20), of: store.store.testImages)
    let engine = try Engine(threads: 2)
    let opinions = try read.model(on: engine).opinions(images: images, count: 20)
    #expect(opinions.logits.count == 60 && opinions.features.count == 20 * 128)
    #expect(try judge.model(on: engine).opinions(images: images, count: 20) == opinions)
  }

  @Test func theCalibrationIsKept() throws {
    let row = CalibrationRow(
      name: "noise",
      report: QualityReport(
        frechetDistance: 0.1, kernelDistance: -0.2, kernelDistanceDeviation: 0.3,
        classifierScore: 1.5,
        classifierScoreReal: 2.5, confidence: 0.6, classKl: 0.7, missingClasses: 8, precision: 0.9,
        recall: 0.11, density: 1.2, coverage: 0.13, copies: 0.14, neighbourRatio: 1.6,
        meanPixel: 1.0 / 3))
    try judge.with(calibration: [row]).write(to: path)
    let read = try TrainedJudge(path: path, of: store.store)
    #expect(read.calibration == [row] && read.tensors == judge.tensors)
  }

  @Test func equalJudgesAreEqualFiles() throws {
    try TrainedJudge(path: path, of: store.store).write(to: store.file("again"))
    #expect(try bytes(at: store.file("again")) == bytes(at: path))
  }

  @Test func everyPrefixIsRefused() throws {
    let size = try bytes(at: path).count
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    // Every byte of the header, and places of the tensors.
    let lengths = stride(from: size - 1, to: 4096, by: -4099) + (0...4096).reversed()
    for length in lengths {
      try file.truncate(atOffset: UInt64(length))
      #expect(throws: SafetensorsError.self, "\(length) bytes") {
        _ = try TrainedJudge(path: path, of: store.store)
      }
    }
  }

  @Test func everyChangedByteIsRefused() throws {
    let whole = try bytes(at: path)
    for place in Array(0..<64) + stride(from: 64, to: whole.count, by: 7919) + [whole.count - 1] {
      var changed = whole
      changed[place] ^= 1
      try write(changed, to: path)
      #expect(throws: (any Error).self, "byte \(place)") {
        _ = try TrainedJudge(path: path, of: store.store)
      }
    }
  }

  @Test func aJudgeOfOtherDataIsRefused() throws {
    let other = try SmallStore(salt: 2)
    let expected = JudgeError.otherData(
      path: path, found: store.store.contentDigest.hex, expected: other.store.contentDigest.hex)
    #expect(throws: expected) { _ = try TrainedJudge(path: path, of: other.store) }
    #expect(expected.kind == .badData)
  }

  @Test func anotherKindOfFileIsNoJudge() throws {
    try write(safetensorsBytes(judge.tensors, metadata: [:]), to: path)
    #expect(
      throws: JudgeError.damaged(path: path, reason: "it does not say what made it")
    ) { _ = try TrainedJudge(path: path, of: store.store) }
  }
}
