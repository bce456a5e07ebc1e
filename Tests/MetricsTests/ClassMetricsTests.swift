import Metrics
import TestSupport
import Testing

@Suite struct ClassMetricsTests {
  @Test func sureAndEquallyManyClassesScoreTheirNumber() {
    let logits = (0..<12).map { Float($0 % 4 == $0 / 4 ? 200 : 0) }
    let predictions = ClassPredictions(logits: logits, classes: 4)
    expectClose(predictions.classifierScore, 3, 1e-12, "three of four classes")
    #expect(predictions.histogram == [1, 1, 1, 0] && predictions.confidence == 1)
  }

  @Test func alikeImagesScoreOne() {
    let logits = (0..<30).map { Float($0 % 3) }
    let predictions = ClassPredictions(logits: logits, classes: 3)
    expectClose(predictions.classifierScore, 1, 1e-12, "ten equal images")
    #expect(predictions.histogram == [0, 0, 10])
  }

  @Test func extremeLogitsAreFinite() {
    let largest = Float.greatestFiniteMagnitude
    let predictions = ClassPredictions(logits: [largest, -largest, -largest, largest], classes: 2)
    expectClose(predictions.classifierScore, 2, 1e-12, "two sure classes")
  }

  @Test func aTenthOfTheShareIsNotMissing() {
    let real = [500, 500]
    #expect(ClassBalance(fake: [950, 50], real: real).missing == [])
    #expect(ClassBalance(fake: [951, 49], real: real).missing == [1])
    #expect(ClassBalance(fake: [1000, 1000], real: real).divergence == 0)
    #expect(ClassBalance(fake: [1, 1, 0], real: [1, 1, 0]).missing == [])
    // Classes that the data has not do not count.
    #expect(ClassBalance(fake: [1, 1, 7], real: [1, 1, 0]).divergence == 0)
    #expect(ClassBalance(fake: [1, 0, 7], real: [1, 1, 0]).divergence == 0.6931471805599453)
    #expect(ClassBalance(fake: [0, 0, 3], real: [3, 1, 0]).divergence == 1.3862943611198906)
  }
}

@Suite struct CharacteristicAreaTests {
  @Test func itIsTheShareOfOrderedPairs() {
    let positive: [Float] = [3, 1, 2, 2, .infinity]
    let negative: [Float] = [2, 0, 2, -.infinity]
    let pairs = positive.reduce(0.0) { sum, one in
      sum + negative.reduce(0) { $0 + (one > $1 ? 1 : one == $1 ? 0.5 : 0) }
    }
    #expect(characteristicArea(positive: positive, negative: negative) == pairs / 20)
  }

  @Test func anOffsetDoesNotMoveIt() {
    let scores = uniform(200, salt: 1).map { Float($0) }
    let (positive, negative) = (Array(scores[..<90]), Array(scores[90...]))
    let area = characteristicArea(positive: positive, negative: negative)
    #expect(
      area
        == characteristicArea(
          positive: positive.map { $0 + 8 }, negative: negative.map { $0 + 8 }))
    #expect(area + characteristicArea(positive: negative, negative: positive) == 1)
  }

  @Test func whatIsNoNumberShows() {
    #expect(characteristicArea(positive: [.nan, 1], negative: [0]).isNaN)
    #expect(characteristicArea(positive: [1], negative: [.nan]).isNaN)
  }
}

@Suite struct WilsonIntervalTests {
  @Test func itStaysBetweenZeroAndOneAndHoldsTheShare() {
    for trials in [1, 2, 100, 10_000] {
      for successes in [0, 1, trials / 2, trials - 1, trials] {
        let interval = WilsonInterval(successes: successes, trials: trials)
        let share = Double(successes) / Double(trials)
        #expect(interval.lower >= 0 && interval.upper <= 1)
        #expect(interval.lower <= share && share <= interval.upper)
        #expect(interval.lower < interval.upper)
      }
    }
  }
}
