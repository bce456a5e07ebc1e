import Metrics
import TestSupport
import Testing

/// What goes wrong with a generator moves the number that is there to tell.
@Suite struct MovedMetricsTests {
  /// Ten clusters of vectors, by their class.
  private func clusters(_ count: Int, salt: Int) -> (vectors: FeatureVectors, classes: [Int]) {
    let dimension = 10
    let noise = uniform(count * dimension, salt: salt)
    let elements = noise.indices.map { index in
      let isOfClass = index / dimension % 10 == index % dimension
      return (isOfClass ? 1 : 0) + 0.5 * noise[index]
    }
    return (
      FeatureVectors(elements: elements, dimension: dimension), (0..<count).map { $0 % 10 }
    )
  }

  private let real = features(600, 10, salt: 1)

  @Test func withoutAClassRecallAndCoverageFall() {
    let (x, _) = clusters(500, salt: 1)
    let (y, classes) = clusters(500, salt: 2)
    let without = y.subset(classes.indices.filter { classes[$0] != 3 })
    let (all, less) = (
      neighbourMetrics(real: x, fake: y), neighbourMetrics(real: x, fake: without)
    )
    #expect(less.recall < all.recall - 0.08 && less.coverage < all.coverage - 0.08)
    #expect(abs(less.precision - all.precision) < 0.02)
    #expect(frechetDistance(x, without).value > 4 * frechetDistance(x, y).value)
    func histogram(_ classes: [Int]) -> [Int] {
      (0..<10).map { one in classes.count { $0 == one } }
    }
    let balance = ClassBalance(
      fake: histogram(classes.filter { $0 != 3 }), real: histogram(classes))
    #expect(balance.missing == [3])
    // The logarithm of 10 / 9.
    expectClose(balance.divergence, 0.10536051565782628, 1e-12, "divergence")
  }

  @Test func oneVectorAgainAndAgainLosesRecallAndCoverage() {
    let y = features(600, 10, salt: 2)
    let repeated = y.subset((0..<600).map { $0 % 6 })
    let (all, less) = (
      neighbourMetrics(real: real, fake: y), neighbourMetrics(real: real, fake: repeated)
    )
    #expect(less.recall < 0.05 && all.recall > 0.8)
    #expect(less.coverage < 0.1 && all.coverage > 0.8)
  }

  @Test func mixingPairsLosesRecallAndSpread() {
    // A mean of two is more likely than either: blur, or a mode between modes.
    let y = features(600, 10, salt: 2)
    let mixed = FeatureVectors(
      elements: (0..<6000).map { (y.elements[$0] + y.elements[($0 + 3000) % 6000]) / 2 },
      dimension: 10)
    let (all, less) = (
      neighbourMetrics(real: real, fake: y), neighbourMetrics(real: real, fake: mixed)
    )
    #expect(less.recall < all.recall - 0.2 && less.density > all.density + 0.2)
    #expect(frechetDistance(real, mixed).value > 5 * frechetDistance(real, y).value)
    let pairs = [(real: Array(0..<600), fake: Array(0..<600))]
    let near = KernelDistance(real: real, fake: y, subsets: pairs, on: .serial)
    let far = KernelDistance(real: real, fake: mixed, subsets: pairs, on: .serial)
    #expect(far.mean > 5 * abs(near.mean))
  }

  @Test func blurLosesConfidenceAndScore() {
    let sharp = (0..<400).map { $0 / 10 % 10 == $0 % 10 ? Float(8) : 0 }
    let (clear, blurred) = (
      ClassPredictions(logits: sharp, classes: 10),
      ClassPredictions(logits: sharp.map { $0 / 4 }, classes: 10)
    )
    #expect(clear.histogram == blurred.histogram)
    #expect(clear.confidence > 0.99 && blurred.confidence < 0.5)
    #expect(clear.classifierScore > 9.5 && blurred.classifierScore < 2.5)
  }

  @Test func copiesOfTrainingImagesAreFound() {
    let test = uniform(500, salt: 3).map { 1 + $0 }
    let new = CopyStatistics(
      fake: uniform(500, salt: 4).map { 1 + $0 }, test: test, resolution: 0.01)
    #expect(new.share < 0.03 && abs(new.medianRatio - 1) < 0.05)
    let half = CopyStatistics(
      fake: test.indices.map { $0 % 2 == 0 ? 0 : test[$0] }, test: test, resolution: 0.01)
    #expect(half.share >= 0.5 && half.share < 0.52 && half.medianRatio < 0.8)
  }
}
