import CheckpointArchive
import CommandSupport
import Evaluation
import Foundation
import Networks
import NeuralNetwork
import TensorStore
import TestSupport
import Testing

/// The numbers of one checkpoint, computed by plain means.
private struct PlainNumbers {
  var realAccuracy, realLoss, fakeAccuracy, fakeLoss: Double

  init(run: TemporaryRun, epoch: Int, samples: Int, seed: UInt64) throws {
    let checkpoint = try ArchiveReader(path: run.archivePath).checkpoint(epoch: epoch)
    let store = try StoreReader(path: run.path + "/data/mnist.safetensors")
    let dimension = TemporaryRun.latentDimension
    let engine = try Engine(threads: 1)
    let generator = try GeneratorModel(
      latentDimension: dimension, tensors: checkpoint.generator, engine: engine)
    let discriminator = try DiscriminatorModel(
      filters: 64, tensors: checkpoint.discriminator, engine: engine)
    func probabilities(_ images: [Float]) -> [Double] {
      discriminator.logits(images: images, count: images.count / 784)
        .map { 1 / (1 + exp(-Double($0))) }
    }
    let whole = Array(0..<store.testImages.count)
    let real = probabilities(try store.pixels(whole, of: store.testImages))
    let fake = probabilities(
      generator.images(
        latents: sampleLatents(
          seed: seed, count: samples, dimension: dimension, engine: engine),
        count: samples
      ).map { ($0 * 255).rounded() / 255 })
    realAccuracy = Double(real.filter { $0 > 0.5 }.count) / Double(whole.count)
    fakeAccuracy = Double(fake.filter { $0 <= 0.5 }.count) / Double(samples)
    realLoss = -real.reduce(0) { $0 + log($1) } / Double(whole.count)
    fakeLoss = -fake.reduce(0) { $0 + log(1 - $1) } / Double(samples)
  }
}

private let file = "runs/mnist/evaluation.jsonl"

private func records(_ run: TemporaryRun) throws -> [EvaluationRecord] {
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try run.bytes(file).split(separator: 10).map {
    try decoder.decode(EvaluationRecord.self, from: Data($0))
  }
}

@Suite struct EvaluateTests {
  @Test func numbersAreThoseOfPlainMeans() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3], judge: true)
    let result = try run.evaluate.run(["--checkpoint", "all", "--samples", "40", "--seed", "7"])
    #expect(result.status == 0)
    let found = try records(run)
    #expect(found.map(\.checkpoint) == ["e001", "e002", "e003"])
    for record in found {
      let plain = try PlainNumbers(
        run: run, epoch: record.conditions.epoch, samples: 40, seed: 7)
      #expect(record.real.images == 50 && record.fake.images == 40)
      #expect(record.real.accuracy == plain.realAccuracy)
      #expect(record.fake.accuracy == plain.fakeAccuracy)
      // Rounding of two ways to the same number in 64 bits.
      #expect(abs(record.real.loss - plain.realLoss) < 1e-12)
      #expect(abs(record.fake.loss - plain.fakeLoss) < 1e-12)
      #expect(record.conditions.seed == 7)
    }
    // The fixtures are such that a mix-up of the kinds or of right and wrong shows.
    #expect(Set(found.map(\.real.accuracy) + found.map(\.fake.accuracy)).count > 1)
  }

  @Test func tablesAndLinesSayWhatWasDone() throws {
    let run = try TemporaryRun(epochs: [1, 2], judge: true)
    let result = try run.evaluate.run(["--checkpoint", "e002"])
    let record = try #require(try records(run).first)
    let images = try #require(record.metrics.images)
    let judge = try #require(record.conditions.judgeSha256)
    func number(_ value: Double, _ decimals: Int) -> String {
      String(format: "%.\(decimals)f", value)
    }
    func share(_ value: Double) -> String { number(100 * value, 2) + " %" }
    func interval(_ borders: [Double]) -> String {
      borders.map { number(100 * $0, 1) }.joined(separator: "-")
    }
    let imageCells = [
      number(images.frechetDistance, 2), number(images.kernelDistance, 3),
      number(images.kernelDistanceDeviation, 3), number(images.precision, 3),
      number(images.recall, 3), number(images.coverage, 3),
      number(images.classifierScore, 2), "\(images.missingClasses)", share(images.copies),
    ]
    let discriminatorCells = [
      share(record.real.accuracy), interval(record.accuracyRealInterval),
      number(record.real.loss, 4), share(record.fake.accuracy),
      interval(record.accuracyFakeInterval), number(record.fake.loss, 4),
      number(record.metrics.discriminator.discriminatorAuc, 3),
      number(100 * record.course.accuracyReal, 0) + " % "
        + number(100 * record.course.accuracyFake, 0) + " %",
    ]
    let calibration = try run.evaluate.run(["judge"]).lines[1...4].map { line in
      line.split(separator: #/ {2,}/#).map(String.init)
    }
    let tables = [
      [
        [
          "checkpoint", "frechet", "kernel", "+-", "precision", "recall", "coverage",
          "score", "missing", "copies",
        ], ["e002"] + imageCells, [],
      ] + calibration,
      [
        [
          "checkpoint", "real right", "95 %", "loss", "fake right", "95 %", "loss", "AUC", "course",
        ], ["e002"] + discriminatorCells,
      ],
    ]
    #expect(
      result.output == tables.map { alignedTable($0) }.joined(separator: "\n\n") + """

        50 test images, 50 generated with seed 1, data \(record.conditions.dataSha256.prefix(12)), \
        judge \(judge.prefix(12))

        """)
    #expect(result.lines.allSatisfy { $0.count <= 100 })
    #expect(result.errors == "evaluated 1 of 1 checkpoints, wrote \(file)\n")
    let alone = try run.evaluate.run(["--checkpoint", "e002", "--no-judge"])
    #expect(
      alone.output == alignedTable(tables[1]) + """

        50 test images, 50 generated with seed 1, data \(record.conditions.dataSha256.prefix(12))

        """)
  }

  @Test func secondRunDoesNothingAndSaysSo() throws {
    let run = try TemporaryRun(epochs: [1, 2], judge: true)
    let first = try run.evaluate.run(["--every", "1"])
    let number = try run.fileNumber(file)
    let second = try run.evaluate.run(["--every", "1"])
    #expect(second.status == 0)
    #expect(second.output == first.output)
    #expect(second.errors == "\(file) is up to date, nothing to do\n")
    #expect(try run.fileNumber(file) == number)
  }

  @Test func resultDoesNotDependOnThreads() throws {
    let run = try TemporaryRun(epochs: [1, 2], judge: true)
    let one = try run.evaluate.run(["--checkpoint", "all", "--threads", "1"])
    let bytes = try run.bytes(file)
    try FileManager.default.removeItem(atPath: "\(run.path)/\(file)")
    let two = try run.evaluate.run(
      ["--checkpoint", "all"], environment: ["GAN_THREADS": "2"])
    #expect(one == two)
    #expect(try run.bytes(file) == bytes)
  }

  @Test func intervalKeepsItsMultiplesAndTheLast() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3, 4, 5], judge: true)
    #expect(try run.evaluate.run(["--every", "2", "--samples", "6"]).status == 0)
    #expect(try records(run).map(\.checkpoint) == ["e002", "e004", "e005"])
    // Without anything, the last one; records stay in the order of epochs.
    #expect(try run.evaluate.run(["--checkpoint", "e001", "--samples", "6"]).status == 0)
    #expect(try run.evaluate.run(["--samples", "7"]).status == 0)
    #expect(try records(run).map(\.checkpoint) == ["e001", "e002", "e004", "e005", "e005"])
    #expect(try records(run).map(\.conditions.samples) == [6, 6, 6, 6, 7])
  }

  @Test(arguments: [
    ("2", "e002"), ("e2", "e002"), ("E0002", "e002"), ("first", "e001"), ("latest", "e003"),
  ])
  func aCheckpointIsFoundByAnyOfItsNames(given: String, name: String) throws {
    let run = try TemporaryRun(epochs: [1, 2, 3], judge: true)
    #expect(try run.evaluate.run(["--checkpoint", given, "--samples", "6"]).status == 0)
    #expect(try records(run).map(\.checkpoint) == [name])
  }

  @Test func recordsOfOtherCheckpointsAreReplacedOrDropped() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3], judge: true)
    #expect(try run.evaluate.run(["--checkpoint", "all"]).status == 0)
    let before = try records(run)
    try FileManager.default.removeItem(atPath: run.archivePath)
    try run.append(epoch: 1)
    try run.append(epoch: 2, seed: 20)
    let result = try run.evaluate.run(["--checkpoint", "all"])
    #expect(result.errors == "evaluated 1 of 2 checkpoints, wrote \(file)\n")
    let after = try records(run)
    #expect(after.map(\.checkpoint) == ["e001", "e002"])
    #expect(after[0] == before[0])
    #expect(after[1].conditions.members != before[1].conditions.members)
    #expect(after[1].real.loss != before[1].real.loss)
  }

  @Test func otherDataIsAnotherRecord() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    #expect(try run.evaluate.run(["--no-judge"]).status == 0)
    try run.makeStore(test: 49)
    #expect(try run.evaluate.run(["--samples", "49", "--no-judge"]).status == 0)
    #expect(Set(try records(run).map(\.conditions.dataSha256)).count == 2)
  }

  @Test func unreadableLinesAreReplaced() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    #expect(try run.evaluate.run().status == 0)
    let whole = try run.bytes(file)
    for damaged in [Array(whole.prefix(100)), [0xff, 10, 10], []] {
      try run.write(damaged, to: file)
      #expect(try run.evaluate.run().status == 0)
      #expect(try run.bytes(file) == whole)
    }
  }

  @Test func aTextOfSomebodyElseIsNotReplaced() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    try run.write("my notes\non this run\n".utf8, to: file)
    try run.evaluate.expect(
      fails: 65,
      """
      error: '\(file)' is a text with no record of this program in it; move it away, then run the \
      command again
      """)
    #expect(try run.bytes(file) == Array("my notes\non this run\n".utf8))
    try FileManager.default.removeItem(atPath: "\(run.path)/\(file)")
    #expect(try run.evaluate.run().status == 0)
    let whole = try run.bytes(file)
    try run.write(Array("my notes\n".utf8) + whole, to: file)
    let result = try run.evaluate.run(["--samples", "6"])
    #expect(result.status == 0)
    #expect(
      result.errors.hasPrefix(
        "warning: '\(file)' has 1 line of text that is no JSON, left out when it is written again\n"
      ))
  }

  @Test(arguments: [
    (#""accuracy":[^,]*,"#, #""accuracy":7,"#), (#""accuracy":[^,]*,"#, #""accuracy":-0.5,"#),
    (#""loss":[^}]*}"#, #""loss":-1}"#), (#""images":50"#, #""images":49"#),
    (#""checkpoint":"e001""#, #""checkpoint":"e002""#),
    (#""checkpoint":"e001""#, #""checkpoint":"\u001b[2J\u202e""#),
  ])
  func recordsThatJudgingCannotGiveAreComputedAgain(part: String, edited: String) throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    let first = try run.evaluate.run()
    let whole = try run.bytes(file)
    let line = String(decoding: whole, as: UTF8.self)
    try run.write(line.replacing(Regex(part), with: edited, maxReplacements: 1).utf8, to: file)
    #expect(try run.bytes(file) != whole)
    #expect(try run.evaluate.run() == first)
    #expect(try run.bytes(file) == whole)
  }

  @Test func aLossOfAnySizeIsPrinted() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    #expect(try run.evaluate.run().status == 0)
    let text = String(decoding: try run.bytes(file), as: UTF8.self)
    try run.write(
      text.replacing(#/"loss":[^}]*}/#, with: #""loss":950000000000000}"#).utf8, to: file)
    let result = try run.evaluate.run()
    #expect(result.status == 0)
    #expect(result.output.contains("  950000000000000.0  "))
  }

  @Test func jsonIsOneLineWithTheRecords() throws {
    let run = try TemporaryRun(epochs: [1, 2], judge: true)
    let result = try run.evaluate.run(["--checkpoint", "all", "--json"])
    #expect(result.errors == "")
    let lines = try run.bytes(file).split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
    #expect(
      result.output
        == "{\"changed\":true,\"computed\":2,\"failed\":[],\"output\":\"\(file)\","
        + "\"records\":[\(lines.joined(separator: ","))]}\n")
    let again = try run.evaluate.run(["--checkpoint", "all", "--json"])
    #expect(again.output.hasPrefix("{\"changed\":false,\"computed\":0,"))
  }

  @Test func quietPrintsNothing() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    #expect(
      try run.evaluate.run(["--quiet"]) == Program.Finished(status: 0, output: "", errors: ""))
  }

  @Test func flagsComeBeforeTheEnvironment() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    let environment = ["GAN_RUN": "nowhere", "GAN_DATA": "none", "GAN_THREADS": "2"]
    let result = try run.evaluate.run(
      ["--run", "runs/mnist", "--data", "data/mnist.safetensors", "--threads", "1"],
      environment: environment)
    #expect(result.status == 0)
    let other = try run.evaluate.run(environment: environment)
    #expect(other.status == 66)
    #expect(other.errors.contains("'nowhere/checkpoints.tar'"))
  }
}
