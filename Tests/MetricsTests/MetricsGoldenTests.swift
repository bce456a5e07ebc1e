import Metrics
import TestSupport
import Testing

/// The same numbers as NumPy and SciPy, on inputs that are equal bit for bit.
@Suite struct MetricsGoldenTests {
  private let golden: MetricsGolden
  private let real = features(200, 16, salt: 1)
  private let fake = features(150, 16, salt: 2, scale: 0.75)
  /// Another order of additions.
  private let rounding = 1e-9

  init() throws { golden = try .load() }

  @Test func frechetDistanceIsSciPys() {
    let regular = frechetDistance(real, fake)
    expectClose(regular.value, golden.frechetDistance, rounding, "regular")
    let singular = frechetDistance(features(20, 32, salt: 3), features(24, 32, salt: 4))
    // Eigenvalues that should be zero leave the roots of rounding, 1e-8 each.
    let tolerance = 1e-7
    expectClose(singular.value, golden.frechetDistanceSingular, tolerance, "singular")
    #expect(max(regular.negativeShare, singular.negativeShare) < 1e-12)
  }

  @Test func kernelDistanceIsNumPys() {
    let observed = KernelDistance(
      real: real, fake: fake, subsets: subsetPairs(200, 150, size: 40), on: .serial)
    expectClose(observed.mean, golden.kernelDistance, rounding, "mean")
    expectClose(observed.deviation, golden.kernelDistanceDeviation, rounding, "deviation")
  }

  @Test func neighbourMetricsAreNumPys() {
    let observed = neighbourMetrics(real: real.normalized, fake: fake.normalized)
    expectClose(
      [observed.precision, observed.recall, observed.density, observed.coverage],
      [golden.precision, golden.recall, golden.density, golden.coverage], rounding,
      "precision, recall, density, coverage")
  }

  @Test func predictionsAreSciPys() {
    let predictions = ClassPredictions(
      logits: uniform(1500, salt: 5).map { Float($0 * 12) }, classes: 10)
    expectClose(predictions.classifierScore, golden.classifierScore, rounding, "score")
    expectClose(predictions.confidence, golden.confidence, rounding, "confidence")
    #expect(predictions.histogram == golden.histogram)
    let balance = ClassBalance(fake: predictions.histogram, real: Array(10..<20))
    expectClose(balance.divergence, golden.classKl, rounding, "divergence")
  }

  @Test func areaIsSciPys() {
    let scores = uniform(300, salt: 6).map { Float(Int($0 * 32)) }
    let observed = characteristicArea(
      positive: Array(scores[..<100]), negative: Array(scores[100...]))
    expectClose(observed, golden.area, rounding, "area")
  }

  @Test func copiesAreNumPys() {
    let fake = zip(uniform(150, salt: 7), uniform(150, salt: 9)).map { $0 * $1 }
    let observed = CopyStatistics(fake: fake, test: uniform(200, salt: 8), resolution: 0)
    expectClose(observed.share, golden.copies, rounding, "share")
    expectClose(observed.medianRatio, golden.neighbourRatio, rounding, "ratio")
  }

  @Test func intervalsAreSciPys() {
    for row in golden.wilson {
      let observed = WilsonInterval(successes: Int(row[0]), trials: Int(row[1]))
      expectClose([observed.lower, observed.upper], Array(row[2...]), rounding, "\(row)")
    }
  }
}
