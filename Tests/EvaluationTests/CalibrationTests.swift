import Judging
import NeuralNetwork
import TensorStore
import TestSupport
import Testing

@testable import Evaluation

@Suite struct CalibrationTests {
  @Test func rowsAreOfKnownQuality() throws {
    let data = try SquaresStore(train: 90, test: 66)
    let reference = try data.reference(threads: 2)
    var told: [Int] = []
    let rows = try reference.calibration { told.append($0) }
    #expect(told == [1, 2, 3, 4] && rows.count == TestSetReference.calibrationRows)
    // Of 66 test images by turns, the first of three equal classes is left out.
    #expect(
      rows.map(\.name) == ["training images", "without class 0", "blurred", "uniform noise"])
    let (training, missing, blurred, noise) = (
      rows[0].report, rows[1].report, rows[2].report, rows[3].report
    )
    #expect(training.missingClasses == 0 && training.copies == 1 && training.precision > 0.9)
    #expect(missing.missingClasses == 1 && missing.recall < 0.7 && missing.coverage < 0.7)
    #expect(noise.frechetDistance > blurred.frechetDistance)
    #expect(blurred.frechetDistance > training.frechetDistance)
    #expect(abs(noise.meanPixel - 0.5) < 0.01)
    #expect(rows.allSatisfy { $0.report.neighbourRatio.isFinite })
    for threads in [1, 3] {
      #expect(try data.reference(threads: threads).calibration { _ in } == rows, "\(threads)")
    }
  }

  @Test func trainingImagesAreDrawnOnceWhereThereAreEnough() throws {
    for (train, test, most) in [(90, 66, 1), (30, 66, 3)] {
      let data = try SquaresStore(train: train, test: test)
      let images = try CalibrationImages(of: data.store, kernels: try Kernels())
      func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: 784).map { Array(bytes[$0..<$0 + 784]) }
      }
      let known = pieces(data.trainImages)
      var counts = [Int](repeating: 0, count: train)
      for image in pieces(try images.training()) {
        counts[try #require(known.firstIndex(of: image))] += 1
      }
      #expect(counts.reduce(0, +) == test && counts.max() == most)
      for image in pieces(try images.training(without: 1)) {
        #expect(try #require(known.firstIndex(of: image)) % 3 != 1)
      }
    }
  }

  @Test func blurSpreadsAPixelOverItsNeighbours() {
    var images = [UInt8](repeating: 0, count: 2 * 784)
    images[784 + 10 * 28 + 5] = 255
    images[0] = 255
    let observed = blurred(images)
    let weights = [1, 4, 6, 4, 1]
    var expected = [UInt8](repeating: 0, count: 2 * 784)
    for row in 0..<5 {
      for column in 0..<5 {
        let value = UInt8((Double(255 * weights[row] * weights[column]) / 256).rounded())
        expected[784 + (8 + row) * 28 + 3 + column] = value
        // In the corner the rest of it falls outside.
        if row >= 2, column >= 2 { expected[(row - 2) * 28 + column - 2] = value }
      }
    }
    #expect(observed == expected)
    #expect(blurred([UInt8](repeating: 255, count: 784))[14 * 28 + 14] == 255)
  }
}
