import DurableFiles
import JSONLines
import Testing

@testable import Runs

/// What is measured of an epoch, in the state and in the log.
@Suite struct EpochMeasurementTests {
  private func log(_ runs: TinyRun) throws -> [EpochRecord] {
    try RecordFile(path: runs.folder().log).records
  }

  private let keys = [
    "gradient_norm_discriminator", "gradient_norm_discriminator_largest",
    "gradient_norm_generator", "gradient_norm_generator_largest", "sample_deviation",
    "sample_mean", "saturated_pixels",
  ]

  /// A text without these keys of the objects in it.
  private func removing(_ keys: [String], from text: String) throws -> String {
    try keys.reduce(text) { text, key in
      let value = try Regex(#""\#(key)":(\{([^{}]|\{[^{}]*\})*\}|[-+.e0-9]+),?"#)
      return text.replacing(value, with: "").replacing(",}", with: "}")
    }
  }

  /// Makes the state what a version wrote that measured nothing.
  private func makeStateEarlier(_ runs: TinyRun) throws {
    let path = runs.folder().state
    let state = try #require(try TrainingState.read(from: path))
    let text = try removing(
      ["gradient_norms", "measurement", "watch"], from: try state.progress.text())
    #expect(!text.contains("norm") && !text.contains("deviation"))
    try TrainingState.write(text: text, tensors: state.tensors(), to: path)
  }

  @Test func theLogHasMeansAndLargestNormsAndTheSamples() throws {
    let runs = try TinyRun()
    let run = try runs.open(epochs: 1)
    _ = try run.resume { _ in }
    for norm in [0.5, 2, 0.5] {
      run.addStep(
        StepMeasurement(
          discriminatorLoss: 0.5, generatorLoss: 0.5, realCorrect: 1, fakeCorrect: 0,
          gradientNorms: GradientNorms(generator: norm, discriminator: norm / 4)))
    }
    try TinyRun.commitEpoch(of: run, updates: 3)
    let record = try #require(try log(runs).first)
    #expect(record.gradientNormGenerator == 1 && record.gradientNormDiscriminator == 0.25)
    #expect(record.gradientNormGeneratorLargest == 2)
    #expect(record.gradientNormDiscriminatorLargest == 0.5)
    #expect(record.sampleMean == TinyRun.samples.mean)
    #expect(record.sampleDeviation == TinyRun.samples.deviation)
    #expect(record.saturatedPixels == TinyRun.samples.saturatedPixels)
    let line = try jsonLine(record)
    for key in keys { #expect(line.contains("\"\(key)\":"), "\(key)") }
  }

  @Test func anEpochThatACrashKeptOutOfTheLogHasWhatTheStateKept() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 2)
    let records = try log(runs)
    let first = try runs.bytes(runs.folder().log).prefix { $0 != 10 }
    try replaceFile(at: runs.folder().log, contents: Array(first))
    try runs.train(epochs: 2)
    let healed = try log(runs)
    #expect(healed[0] == records[0])
    #expect(healed[1].measurement == records[1].measurement && healed[1].sampleMean != nil)
    #expect(healed[1].seconds == nil)
  }

  @Test func whatTheLogSaysOfTheLastEpochIsCorrectedByTheState() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 2)
    let whole = try runs.bytes(runs.folder().log)
    let changed = String(decoding: whole, as: UTF8.self)
      .replacing(#""sample_mean":0.125"#, with: #""sample_mean":0.5"#)
    try replaceFile(at: runs.folder().log, contents: Array(changed.utf8))
    try runs.train(epochs: 2)
    // Of earlier ones nobody knows better.
    #expect(try log(runs).map(\.sampleMean) == [0.5, 0.125])
  }

  @Test func aStateOfAnEarlierVersionGoesOnWithWhatIsMeasuredFromThenOn() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 4, steps: 4)
    try makeStateEarlier(runs)
    let before = try removing(
      keys, from: String(decoding: runs.bytes(runs.folder().log), as: UTF8.self))
    #expect(!before.contains("norm") && before.contains("\"seconds\":1"))
    try replaceFile(at: runs.folder().log, contents: Array(before.utf8))
    try runs.train(epochs: 4)
    let lines = try runs.bytes(runs.folder().log).split(separator: 10)
    #expect(String(decoding: lines[0], as: UTF8.self) == before.dropLast())
    let records = try log(runs)
    #expect(records.map { $0.sampleMean != nil } == [false, true, true, true])
    // The second epoch was begun without norms.
    #expect(records.map { $0.gradientNormGenerator != nil } == [false, false, true, true])
    try runs.train(epochs: 4, "whole")
    let paths = [runs.folder(), runs.folder("whole")].map(\.archive)
    #expect(try runs.bytes(paths[0]) == runs.bytes(paths[1]))
  }

  @Test func numbersThatNoRunHasAreDamage() throws {
    let runs = try TinyRun()
    try runs.train(epochs: 2, steps: 4)
    let path = runs.folder().state
    let state = try #require(try TrainingState.read(from: path))
    let negative = GradientNorms(generator: 1, discriminator: -1)
    let bright = ImageStatistics(mean: 1.5, deviation: 0, saturatedPixels: 0)
    let unlike = ImageStatistics(mean: 0.5, deviation: 1.5, saturatedPixels: 0)
    func measurement(_ norms: GradientNorms?, _ samples: ImageStatistics?) -> EpochMeasurement {
      EpochMeasurement(gradientNorms: norms, largestGradientNorms: nil, samples: samples)
    }
    func watch(_ measurement: EpochMeasurement) -> CollapseWatch {
      var watch = CollapseWatch()
      _ = watch.collapses(
        in: 1, steps: 3, accuracy: 0.5, measurement: measurement, trainingDeviation: 0.25)
      return watch
    }
    let changes: [(inout TrainingProgress) -> Void] = [
      { progress in
        progress.totals = EpochTotals()
        progress.totals.add(
          StepMeasurement(
            discriminatorLoss: 1, generatorLoss: 1, realCorrect: 1, fakeCorrect: 1,
            gradientNorms: negative))
      },
      { $0.measurement = measurement(negative, nil) },
      { $0.measurement = measurement(nil, bright) },
      { $0.watch = watch(measurement(negative, nil)) },
      { $0.watch = watch(measurement(nil, unlike)) },
    ]
    for (index, change) in changes.enumerated() {
      var progress = state.progress
      change(&progress)
      try TrainingState.write(progress, tensors: state.tensors(), to: path)
      #expect(
        throws: RunError.damagedState(path: path, reason: "no run can stand where it says"),
        "change \(index)"
      ) { try runs.train(epochs: 2) }
    }
  }

  @Test(arguments: [
    "\"gradient_norm_generator\":-1,\"gradient_norm_discriminator\":1",
    "\"sample_mean\":1.5,\"sample_deviation\":0,\"saturated_pixels\":0",
    "\"sample_mean\":0,\"sample_deviation\":0,\"saturated_pixels\":-0.5",
  ])
  func recordsWithImpossibleNumbersAreDropped(numbers: String) throws {
    let runs = try TinyRun()
    try runs.train(epochs: 1)
    let whole = try log(runs)
    let text = try removing(
      keys, from: String(decoding: runs.bytes(runs.folder().log), as: UTF8.self))
    let line = text.replacing("{", with: "{\(numbers),")
    try replaceFile(at: runs.folder().log, contents: Array(line.utf8))
    #expect(try log(runs).isEmpty)
    try runs.train(epochs: 1)
    #expect(try log(runs).map(\.measurement) == whole.map(\.measurement))
  }
}
