import Metrics
import TestSupport
import Testing

@testable import Metrics

@Suite struct NeighbourMetricsTests {
  /// The same by comparing all distances, one by one.
  private func bruteForce(
    real: FeatureVectors, fake: FeatureVectors, k: Int
  ) -> [Double] {
    func distance(_ x: FeatureVectors, _ i: Int, _ y: FeatureVectors, _ j: Int) -> Double {
      (0..<x.dimension).reduce(0) {
        let difference = x.elements[i * x.dimension + $1] - y.elements[j * x.dimension + $1]
        return $0 + difference * difference
      }
    }
    func radii(_ x: FeatureVectors) -> [Double] {
      (0..<x.count).map { i in
        (0..<x.count).filter { $0 != i }.map { distance(x, i, x, $0) }.sorted()[k - 1]
      }
    }
    let (realRadii, fakeRadii) = (radii(real), radii(fake))
    func isIn(_ j: Int, ballOf i: Int) -> Bool { distance(real, i, fake, j) <= realRadii[i] }
    let balls = (0..<fake.count).map { j in (0..<real.count).count { isIn(j, ballOf: $0) } }
    let reached = (0..<real.count).count { i in
      (0..<fake.count).contains { distance(real, i, fake, $0) <= fakeRadii[$0] }
    }
    let covered = (0..<real.count).count { i in (0..<fake.count).contains { isIn($0, ballOf: i) } }
    let (reals, fakes) = (Double(real.count), Double(fake.count))
    return [
      Double(balls.count { $0 > 0 }) / fakes, Double(reached) / reals,
      Double(balls.reduce(0, +)) / (Double(k) * fakes), Double(covered) / reals,
    ]
  }

  private func numbers(_ metrics: NeighbourMetrics) -> [Double] {
    [metrics.precision, metrics.recall, metrics.density, metrics.coverage]
  }

  /// Counts on both sides of blocks and tiles.
  @Test(arguments: [(9, 8, 1), (64, 65, 3), (67, 63, 5), (131, 190, 5)])
  func theyAreThoseOfBruteForce(real: Int, fake: Int, k: Int) {
    for dimension in [1, 3, 16] {
      let x = features(real, dimension, salt: 1)
      let y = features(fake, dimension, salt: 2, scale: 1.25)
      expectClose(
        numbers(neighbourMetrics(real: x, fake: y, k: k)), bruteForce(real: x, fake: y, k: k),
        1e-15, "\(real) and \(fake) vectors of \(dimension), k = \(k)")
    }
  }

  @Test func equalSetsAreAllPreciseAndCovered() {
    let x = features(150, 8, salt: 3)
    let metrics = neighbourMetrics(real: x, fake: x)
    #expect(metrics.precision == 1 && metrics.recall == 1 && metrics.coverage == 1)
    // Each ball holds its centre and k neighbours.
    expectClose(metrics.density, 6.0 / 5, 1e-15, "density")
  }

  @Test func equalVectorsAreExactlyAtZero() {
    // Each vector six times: the ball of five neighbours is a point.
    let x = features(20, 32, salt: 4)
    let copies = x.subset((0..<120).map { $0 % 20 })
    #expect(NeighbourRadii(of: copies, k: 5, on: .serial).squares.allSatisfy { $0 == 0 })
    let metrics = neighbourMetrics(real: copies, fake: copies)
    #expect(metrics.precision == 1 && metrics.coverage == 1)
  }

  @Test func setsFarFromEachOtherShareNothing() {
    let x = features(80, 8, salt: 5)
    let far = FeatureVectors(elements: x.elements.map { $0 + 100 }, dimension: 8)
    #expect(numbers(neighbourMetrics(real: x, fake: far)) == [0, 0, 0, 0])
  }

  @Test func normalizedVectorsHaveLengthOne() {
    let x = FeatureVectors(elements: [3, 4, 0, 0, -5, 12], dimension: 2).normalized
    expectClose(x.elements, [0.6, 0.8, 0, 0, -5 / 13, 12 / 13], 1e-15, "normalized")
  }
}
