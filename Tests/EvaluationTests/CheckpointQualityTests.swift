import JSONLines
import Judging
import NeuralNetwork
import Testing

@testable import Evaluation

@Suite struct CheckpointQualityTests {
  private let images = QualityReport(
    frechetDistance: 1.5, kernelDistance: -0.25, kernelDistanceDeviation: 0.125,
    classifierScore: 9.5, classifierScoreReal: 9.75, confidence: 0.9, classKl: 0.01,
    missingClasses: 2, precision: 0.8, recall: 0.7, density: 1.1, coverage: 0.6, copies: 0.05,
    neighbourRatio: 1.2, meanPixel: 0.13)
  private let discriminator = DiscriminatorReport(
    realLogits: [0, 1, -1, 3], fakeLogits: [-3, 0, 2, -1])

  private func keys(_ quality: CheckpointQuality) throws -> [String: JSONValue] {
    guard case .object(let object) = try JSONValue(encoding: quality) else { return [:] }
    return object
  }

  @Test func aMeasuredCheckpointIsOneObjectWithAKeyForEachMetric() throws {
    let quality = CheckpointQuality(images: images, discriminator: discriminator)
    let found = try keys(quality)
    #expect(Set(found.keys) == Set(MetricName.allCases.map(\.rawValue)))
    #expect(found.count == 20)
    for name in MetricName.allCases {
      let value = try #require(quality[name])
      #expect(
        decodeJSONLine(Array(try jsonLine([found[name.rawValue]]).utf8), as: [Double].self)
          == [value], "\(name)")
    }
    #expect(Set(MetricName.allCases.compactMap { quality[$0] }).count == 20)
    let text = Array(try jsonLine(quality).utf8)
    #expect(decodeJSONLine(text, as: CheckpointQuality.self) == quality)
  }

  @Test func withoutAJudgeThereAreTheKeysOfTheDiscriminator() throws {
    let quality = CheckpointQuality(images: nil, discriminator: discriminator)
    let expected: [MetricName] = [
      .accuracyReal, .accuracyFake, .probabilityReal, .probabilityFake, .discriminatorAuc,
    ]
    #expect(Set(try keys(quality).keys) == Set(expected.map(\.rawValue)))
    #expect(MetricName.allCases.filter { quality[$0] != nil } == expected)
    let text = Array(try jsonLine(quality).utf8)
    #expect(decodeJSONLine(text, as: CheckpointQuality.self) == quality)
  }

  @Test func aReportThatLacksKeysIsNone() throws {
    let line = try jsonLine(CheckpointQuality(images: images, discriminator: discriminator))
    for key in [",\"recall\":0.7", "\"accuracy_fake\":0.75,"] {
      let text = line.replacing(key, with: "")
      #expect(text != line)
      #expect(decodeJSONLine(Array(text.utf8), as: CheckpointQuality.self) == nil, "\(key)")
    }
  }

  @Test func sharesAreSharesAndTheOthersAnything() {
    var numbers = images
    #expect(CheckpointQuality(images: numbers, discriminator: discriminator).isPossible)
    numbers = QualityReport(
      frechetDistance: 1.5, kernelDistance: -0.25, kernelDistanceDeviation: 0.125,
      classifierScore: 9.5, classifierScoreReal: 9.75, confidence: 0.9, classKl: 0.01,
      missingClasses: 2, precision: 1.5, recall: 0.7, density: 1.1, coverage: 0.6, copies: 0.05,
      neighbourRatio: 1.2, meanPixel: 0.13)
    #expect(!CheckpointQuality(images: numbers, discriminator: discriminator).isPossible)
  }

  @Test func theCoursesFigureIsOfAHundredDrawnByTheSeed() throws {
    let kernels = try Kernels(named: "portable")
    let real = (0..<300).map { Float($0) - 149.5 }
    let fake = (0..<200).map { Float($0) - 30.5 }
    func figure(seed: UInt64) -> CourseFigure {
      CourseFigure(
        realLogits: real, fakeLogits: fake, random: RandomStream(seed: seed, kernels: kernels))
    }
    let one = figure(seed: 1)
    #expect(one.images == 100 && one.accuracyFake == 0.31)
    #expect(one == figure(seed: 1))
    // Of the first hundred it would be 0, of the last 1.
    #expect((0.3...0.7).contains(one.accuracyReal))
    #expect(Set((1...9).map { figure(seed: $0).accuracyReal }).count > 1)
  }
}
