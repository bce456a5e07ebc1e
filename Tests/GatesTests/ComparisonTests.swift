import Evaluation
import Testing

@testable import Gates

@Suite struct ComparisonTests {
  /// How one metric fares under one rule.
  private func compare(
    _ metric: MetricName, _ limit: Gate.Limit, _ candidate: CheckpointQuality,
    against champion: CheckpointQuality? = nil, passesFirst: Bool = false
  ) -> Comparison {
    Comparison(
      Gate.Rule(metric: metric, limit: limit), candidate: candidate, champion: champion,
      passesFirst: passesFirst)
  }

  @Test func aValueAtTheLimitPassesAndTheNextOneDoesNot() {
    for (limit, worse) in [
      (Gate.Limit.atMost(120), (120.0).nextUp), (.atLeast(120), (120.0).nextDown),
    ] {
      let even = compare(.frechetDistance, limit, quality(frechet: 120))
      #expect(even.passed && even.limit == 120 && even.value == 120 && even.champion == nil)
      #expect(!compare(.frechetDistance, limit, quality(frechet: worse)).passed)
    }
    #expect(compare(.frechetDistance, .atMost(120), quality(frechet: 0)).passed)
    #expect(compare(.frechetDistance, .atLeast(120), quality(frechet: 1000)).passed)
  }

  @Test func worseIsMoreOfADistanceAndLessOfAShare() {
    let champion = quality(frechet: 100, coverage: 0.5)
    let more = compare(
      .frechetDistance, .mayWorsen(.absolute(8)), quality(frechet: 108), against: champion)
    #expect(more.passed && more.limit == 108 && more.bound == .most && more.champion == 100)
    #expect(more.allowance == "8")
    #expect(
      !compare(
        .frechetDistance, .mayWorsen(.absolute(8)), quality(frechet: (108.0).nextUp),
        against: champion
      ).passed)
    #expect(
      compare(.frechetDistance, .mayWorsen(.absolute(0)), quality(frechet: 1), against: champion)
        .passed)

    let less = compare(
      .coverage, .mayWorsen(.absolute(0.25)), quality(coverage: 0.25), against: champion)
    #expect(less.passed && less.limit == 0.25 && less.bound == .least)
    #expect(
      !compare(
        .coverage, .mayWorsen(.absolute(0.25)), quality(coverage: (0.25).nextDown),
        against: champion
      ).passed)
    #expect(
      compare(.coverage, .mayWorsen(.absolute(0)), quality(coverage: 1), against: champion).passed)
  }

  @Test func countsAreCompared() {
    let champion = quality(missing: 1)
    let rule = Gate.Limit.mayWorsen(.absolute(1))
    #expect(compare(.missingClasses, rule, quality(missing: 2), against: champion).passed)
    #expect(!compare(.missingClasses, rule, quality(missing: 3), against: champion).passed)
  }

  @Test(arguments: [
    // The champion's value, the percentage, the largest value that passes.
    (100.0, 25.0, 125.0), (-1, 25, -0.75), (0, 25, 0), (-1, 0, -1), (-0.0, 25, 0), (4, 200, 12),
    (-4, 200, 4),
  ])
  func sharesAreOfTheMagnitude(champion: Double, percent: Double, limit: Double) {
    let rule = Gate.Limit.mayWorsen(.relative(percent: percent))
    let champion = quality(kernel: champion)
    let even = compare(.kernelDistance, rule, quality(kernel: limit), against: champion)
    #expect(even.passed && even.limit == limit)
    #expect(
      !compare(.kernelDistance, rule, quality(kernel: limit.nextUp), against: champion).passed)
  }

  @Test func ofAShareARelativePartIsTaken() {
    let rule = Gate.Limit.mayWorsen(.relative(percent: 50))
    let champion = quality(coverage: 0.5)
    let even = compare(.coverage, rule, quality(coverage: 0.25), against: champion)
    #expect(even.passed && even.limit == 0.25 && even.allowance == "50%")
    #expect(
      !compare(.coverage, rule, quality(coverage: (0.25).nextDown), against: champion).passed)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func whatIsNoNumberNeverPasses(value: Double) {
    let champion = quality()
    for limit in [
      Gate.Limit.atMost(.greatestFiniteMagnitude), .atLeast(-.greatestFiniteMagnitude),
      .mayWorsen(.absolute(1e300)),
    ] {
      for passesFirst in [false, true] {
        for champion in [champion, nil] {
          let comparison = compare(
            .kernelDistance, limit, quality(kernel: value), against: champion,
            passesFirst: passesFirst)
          #expect(!comparison.passed && comparison.value == nil)
        }
      }
    }
    // Nor does anything beside a champion that is none.
    let beside = compare(
      .kernelDistance, .mayWorsen(.absolute(1e300)), quality(), against: quality(kernel: value),
      passesFirst: true)
    #expect(!beside.passed && beside.champion == nil && beside.limit == nil)
  }

  @Test func whatWasNotMeasuredNeverPasses() {
    let without = qualityWithoutJudge()
    #expect(!compare(.coverage, .atLeast(0), without).passed)
    let rule = Gate.Limit.mayWorsen(.absolute(1))
    #expect(!compare(.coverage, rule, without, against: quality()).passed)
    #expect(!compare(.coverage, rule, quality(), against: without, passesFirst: true).passed)
    #expect(!compare(.coverage, rule, without, passesFirst: true).passed)
    #expect(compare(.accuracyReal, .atLeast(0), without).passed)
  }

  @Test func withoutAChampionTheGateDecides() {
    let rule = Gate.Limit.mayWorsen(.absolute(1))
    #expect(compare(.coverage, rule, quality(), passesFirst: true).passed)
    #expect(!compare(.coverage, rule, quality(), passesFirst: false).passed)
    // Other rules hold all the same.
    #expect(!compare(.coverage, .atLeast(0.9), quality(), passesFirst: true).passed)
  }
}
