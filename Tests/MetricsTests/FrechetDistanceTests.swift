import Metrics
import TestSupport
import Testing

@testable import Metrics

@Suite struct FrechetDistanceTests {
  /// Relative to the variances, around 1.
  private let rounding = 1e-11

  @Test func equalSetsAreAtZero() {
    let x = features(300, 24, salt: 1)
    expectClose(frechetDistance(x, x).value, 0, rounding, "equal sets")
  }

  @Test func diagonalGaussiansHaveTheClosedForm() {
    let (a, b) = ([4.0, 1, 0, 9], [1.0, 1, 0.25, 0])
    func gaussian(_ mean: [Double], _ variances: [Double]) -> GaussianStatistics {
      var covariance = [Double](repeating: 0, count: 16)
      for (index, variance) in variances.enumerated() { covariance[index * 5] = variance }
      return GaussianStatistics(mean: mean, covariance: covariance)
    }
    let observed = FrechetDistance(gaussian([1, 2, 3, 4], a), gaussian([1, 2, 4, 2], b))
    // Per dimension (m1 - m2)^2 + (s1 - s2)^2.
    let expected =
      5
      + zip(a, b).reduce(0) {
        let difference = $1.0.squareRoot() - $1.1.squareRoot()
        return $0 + difference * difference
      }
    expectClose(observed.value, expected, rounding, "diagonal")
    #expect(observed.negativeShare == 0)
  }

  @Test func aScaledSetHasTheClosedForm() {
    // C2 = s^2 C1 commutes with C1: |m|^2 (1 - s)^2 + tr(C1) (1 - s)^2.
    let x = features(400, 12, salt: 2)
    let scaled = FeatureVectors(elements: x.elements.map { 3 * $0 }, dimension: 12)
    let gaussian = GaussianStatistics(of: x, on: .serial)
    let trace = (0..<12).reduce(0) { $0 + gaussian.covariance[$1 * 13] }
    let expected = 4 * (trace + gaussian.mean.reduce(0) { $0 + $1 * $1 })
    expectClose(frechetDistance(x, scaled).value, expected, rounding * expected, "scaled")
  }

  @Test func itIsSymmetric() {
    let (x, y) = (features(100, 16, salt: 3), features(90, 16, salt: 4, scale: 1.5))
    let distance = frechetDistance(x, y).value
    #expect(distance > 0.1)
    expectClose(frechetDistance(y, x).value, distance, rounding * distance, "other way")
  }

  @Test func rotatingBothSetsChangesNothing() {
    let (x, y) = (features(100, 8, salt: 5), features(90, 8, salt: 6, scale: 1.5))
    let rotation = SymmetricEigensystem(
      of: GaussianStatistics(of: x, on: .serial).covariance, size: 8
    ).vectors
    func rotated(_ vectors: FeatureVectors) -> FeatureVectors {
      FeatureVectors(
        elements: vectors.elements.indices.map { index in
          let (row, column) = (index / 8 * 8, index % 8 * 8)
          return (0..<8).reduce(0) { $0 + rotation[column + $1] * vectors.elements[row + $1] }
        }, dimension: 8)
    }
    let distance = frechetDistance(x, y).value
    expectClose(
      frechetDistance(rotated(x), rotated(y)).value, distance, rounding * distance, "rotated")
  }

  @Test func negativeEigenvaluesAreToldAndCountAsZero() {
    let indefinite = GaussianStatistics(mean: [0, 0], covariance: [4, 0, 0, -1])
    let distance = FrechetDistance(indefinite, indefinite)
    // tr(C1) + tr(C2) - 2 (4 + 0).
    expectClose(distance.value, 6 - 8, rounding, "value")
    expectClose(distance.negativeShare, 0.25, rounding, "share")
  }

  @Test func covarianceIsThatOfTwoLoops() {
    let x = features(130, 70, salt: 7)
    let statistics = GaussianStatistics(of: x, on: .serial)
    var expected = [Double](repeating: 0, count: 70 * 70)
    for row in 0..<130 {
      for i in 0..<70 {
        for j in 0..<70 {
          expected[i * 70 + j] +=
            (x.elements[row * 70 + i] - statistics.mean[i])
            * (x.elements[row * 70 + j] - statistics.mean[j]) / 129
        }
      }
    }
    expectClose(statistics.covariance, expected, rounding, "covariance")
  }
}

@Suite struct SymmetricEigensystemTests {
  @Test(arguments: [1, 2, 3, 17, 64])
  func vectorsAndValuesMakeTheMatrix(size: Int) {
    let numbers = uniform(size * size, salt: 11)
    let matrix = (0..<size * size).map { index in
      let (row, column) = (index / size, index % size)
      return numbers[index] - 0.5 + numbers[column * size + row] - 0.5
    }
    let system = SymmetricEigensystem(of: matrix, size: size)
    #expect(system.values == system.values.sorted())
    let rounding = 1e-13 * Double(size)
    var made = [Double](repeating: 0, count: size * size)
    var products = made
    for row in 0..<size {
      for column in 0..<size {
        for k in 0..<size {
          made[row * size + column] +=
            system.values[k] * system.vectors[k * size + row] * system.vectors[k * size + column]
          products[row * size + column] +=
            system.vectors[row * size + k] * system.vectors[column * size + k]
        }
      }
    }
    expectClose(made, matrix, rounding, "V' D V")
    let identity = (0..<size * size).map { $0 / size == $0 % size ? 1.0 : 0 }
    expectClose(products, identity, rounding, "V V'")
  }

  @Test func ofZerosAllIsZero() {
    let system = SymmetricEigensystem(of: [Double](repeating: 0, count: 9), size: 3)
    #expect(system.values == [0, 0, 0])
  }
}
