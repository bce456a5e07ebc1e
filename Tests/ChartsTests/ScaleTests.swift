import Testing

@testable import Charts

@Suite struct ScaleTests {
  private func texts(_ scale: Scale) -> [String] { scale.ticks.map(\.text) }

  @Test(arguments: [
    ([0.0, 1], ["0", "0.5", "1"]),
    ([0.62, 0.71], ["0.6", "0.65", "0.7", "0.75"]),
    ([-3, 12], ["-5", "0", "5", "10", "15"]),
    ([2e-7, 9e-7], ["2e-7", "4e-7", "6e-7", "8e-7", "10e-7"]),
    ([1000, 4500], ["1000", "2000", "3000", "4000", "5000"]),
    ([5, 5], ["4.5", "5", "5.5"]),
    ([0, 0], ["0", "0.5", "1"]),
    ([], ["0", "0.5", "1"]),
  ])
  func ticksAreOneTwoAndFiveTimesPowersOfTen(values: [Double], ticks: [String]) {
    let scale = Scale(holding: values, steps: 4)
    #expect(texts(scale) == ticks)
    #expect(values.allSatisfy(scale.range.contains))
    #expect(scale.position(of: scale.range.lowerBound) == 0)
    #expect(scale.position(of: scale.range.upperBound) == 1)
  }

  @Test(arguments: [
    [1.0, 1 + 1e-15], [1e100, -1e100], [1e-300, 3e-300], [-1e-100, 1e100], [5e99, 5.000001e99],
  ])
  func anyNumbersHaveAFewTicks(values: [Double]) {
    let scale = Scale(holding: values, steps: 4)
    #expect((2...8).contains(scale.ticks.count), "\(texts(scale))")
    #expect(Set(scale.ticks.map(\.value)).count == scale.ticks.count)
    #expect(scale.range.lowerBound < scale.range.upperBound)
  }

  @Test(arguments: [
    ([1, 3], ["1", "2", "3"], 1.0, 3.0), ([1, 100], ["20", "40", "60", "80", "100"], 1, 100),
    ([4], ["4"], 3, 5), ([], ["0"], -1, 1),
    ([3, 100_000], ["20000", "40000", "60000", "80000", "100000"], 3, 100_000),
  ])
  func epochsHaveWholeTicksBetweenTheFirstAndTheLast(
    epochs: [Int], ticks: [String], first: Double, last: Double
  ) {
    let scale = Scale(counting: epochs, steps: 6)
    #expect(texts(scale) == ticks)
    #expect(scale.range == first...last)
  }

  @Test func factorsAreEquallyFarApart() throws {
    let scale = try #require(Scale(logarithmsOf: [3, 600]))
    #expect(texts(scale) == ["2", "5", "10", "20", "50", "100", "200", "500", "1000"])
    let tolerance = 1e-12
    let half = scale.position(of: (2.0 * 1000).squareRoot())
    #expect(abs(half - 0.5) < tolerance)
    let wide = try #require(Scale(logarithmsOf: [1e-9, 1e9]))
    #expect(wide.ticks.count <= 8)
    #expect(wide.range.contains(1e-9) && wide.range.contains(1e9))
  }

  @Test(arguments: [[1.0, 9], [0, 100], [-1, 100], []])
  func fewOrNegativeNumbersHaveNoFactors(values: [Double]) {
    #expect(Scale(logarithmsOf: values) == nil)
  }
}
