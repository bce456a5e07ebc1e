import Judging
import NeuralNetwork
import TensorStore
import TestSupport
import Testing

@testable import Evaluation

/// A store of images that are noise and a bright square whose place is the class.
final class SquaresStore {
  let store: StoreReader
  let testImages: [UInt8]
  let trainImages: [UInt8]
  private let temporary: TemporaryFolder

  init(train: Int, test: Int) throws {
    temporary = try TemporaryFolder()
    var numbers = SeededNumbers(seed: 1)
    func images(_ count: Int) -> [UInt8] {
      var pixels = (0..<count * 784).map { _ in UInt8(numbers.next() % 64) }
      for image in 0..<count {
        for place in 0..<64 {
          pixels[image * 784 + place / 8 * 28 + place % 8 + 9 * (image % 3)] = 240
        }
      }
      return pixels
    }
    (trainImages, testImages) = (images(train), images(test))
    try writeStore(
      at: temporary.file("store"),
      train: LabelledImages(images: trainImages, labels: (0..<train).map { UInt8($0 % 3) }),
      test: LabelledImages(images: testImages, labels: (0..<test).map { UInt8($0 % 3) }),
      metadata: [:])
    store = try StoreReader(path: temporary.file("store"))
  }

  func reference(threads: Int) throws -> TestSetReference {
    let engine = try Engine(threads: threads)
    let recipe = JudgeRecipe(
      epochs: 4, batchSize: 16, learningRate: 1e-3, dropout: 0.4, shift: 0, seed: 1)
    let judge = try JudgeTrainer(store: store, recipe: recipe, engine: engine)
      .train(toolVersion: "test") { _ in }
    return try TestSetReference(store: store, judge: judge, engine: engine)
  }
}

@Suite struct NearestImagesTests {
  /// More queries than a group, more training images than a block, and neither a whole number of them.
  @Test(arguments: runnableKernels)
  func distancesAreExactlyThoseOfWholeNumbers(kernels: String) throws {
    let (queries, training) = (270, 1100)
    let store = try SquaresStore(train: training, test: queries)
    let nearest = NearestImages(
      of: store.store, engine: Engine(kernels: try Kernels(named: kernels), threads: 2))
    // The second one is white, the last one a copy.
    var images = store.testImages
    for pixel in 784..<2 * 784 { images[pixel] = 255 }
    images.replaceSubrange(269 * 784..<270 * 784, with: store.trainImages[500 * 784..<501 * 784])
    let expected = (0..<queries).map { query in
      (0..<training).reduce((square: Int.max, image: 0)) { least, image in
        var square = 0
        for pixel in 0..<784 {
          let difference =
            Int(images[query * 784 + pixel]) - Int(store.trainImages[image * 784 + pixel])
          square += difference * difference
        }
        return square < least.square ? (square, image) : least
      }
    }
    let observed = try nearest.distances(of: images)
    #expect(observed == expected.map { Double($0.square).squareRoot() / 255 })
    #expect(observed[269] == 0)
    #expect(try nearest.nearest(to: images) == expected.map(\.image))
  }
}

@Suite struct QualityTests {
  private let data: SquaresStore
  private let reference: TestSetReference

  init() throws {
    data = try SquaresStore(train: 90, test: 66)
    reference = try data.reference(threads: 2)
  }

  @Test func theTestImagesThemselvesAreAsGoodAsCanBe() throws {
    let report = try reference.report(images: data.testImages, seed: 1)
    expectClose(report.frechetDistance, 0, 1e-6, "Frechet distance")
    #expect(report.precision == 1 && report.recall == 1 && report.coverage == 1)
    #expect(report.classifierScore == report.classifierScoreReal)
    #expect(report.classKl == 0 && report.missingClasses == 0)
    #expect(report.neighbourRatio == 1)
    // Every pixel counts, so the mean is that of the bytes.
    let mean = Double(data.testImages.reduce(0) { $0 + Int($1) }) / 255
    expectClose(report.meanPixel, mean / Double(data.testImages.count), 1e-12, "mean pixel")
  }

  @Test func aMissingClassCopiesAndNoiseAreTold() throws {
    let whole = try reference.report(images: data.testImages, seed: 1)
    var two: [UInt8] = []
    for image in 0..<66 where image % 3 != 1 {
      two += data.testImages[image * 784..<(image + 1) * 784]
    }
    let report = try reference.report(images: two, seed: 1)
    #expect(report.missingClasses == 1 && report.recall < 0.7 && report.coverage < 0.7)
    #expect(report.frechetDistance > 10 * max(whole.frechetDistance, 1e-3))
    expectClose(report.classKl, 0.4054651081081644, 1e-12, "log 3 / 2")

    let copies = try reference.report(images: data.trainImages, seed: 1)
    #expect(copies.copies == 1 && copies.neighbourRatio == 0)

    var numbers = SeededNumbers(seed: 2)
    let noise = (0..<66 * 784).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
    let worst = try reference.report(images: noise, seed: 1)
    #expect(worst.precision < 0.1 && worst.coverage < 0.1 && worst.neighbourRatio > 2)
    #expect(worst.frechetDistance > report.frechetDistance)
  }

  @Test func threadsDoNotChangeANumber() throws {
    let expected = try reference.report(images: data.trainImages, seed: 3)
    for threads in [1, 3] {
      let observed = try data.reference(threads: threads)
        .report(images: data.trainImages, seed: 3)
      #expect(observed == expected, "\(threads) threads")
    }
    #expect(try reference.report(images: data.trainImages, seed: 3) == expected)
    #expect(try reference.report(images: data.trainImages, seed: 4) != expected)
  }

  @Test func theDiscriminatorIsJudgedOnBothKinds() {
    let report = DiscriminatorReport(realLogits: [0, 1, -1, 3], fakeLogits: [-3, 0, 2, -1])
    #expect(report.accuracyReal == 0.5 && report.accuracyFake == 0.75)
    // Pairs in order: 2 1/2, 3, 1 1/2, 4 of 16.
    #expect(report.discriminatorAuc == 11.0 / 16)
    // sigmoid(3) = 0.952574126822433, sigmoid(1) = 0.731058578630005, sigmoid(2) = 0.880797077977882.
    expectClose(report.probabilityReal, (0.5 + 1 + 0.952574126822433) / 4, 1e-12, "real")
    expectClose(
      report.probabilityFake,
      (1 - 0.952574126822433 + 0.5 + 0.880797077977882 + 1 - 0.731058578630005) / 4, 1e-12, "fake")
  }
}
