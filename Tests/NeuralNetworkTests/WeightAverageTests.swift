import Foundation
import TestSupport
import Testing

@testable import NeuralNetwork

@Suite struct WeightAverageTests {
  /// float32 against float64, of numbers in -1...1.
  static let tolerance = 5e-7

  /// More than two work items, and no whole number of cache lines.
  private static let count = 150_001

  private func averaged(threads: Int, halfLife: Double, updates: Int) throws -> (
    average: [Float], parameters: [[Float]]
  ) {
    let engine = Engine(kernels: try Kernels(named: "portable"), threads: threads)
    var layout = ParameterLayout()
    _ = layout.add("kernel", [Self.count])
    let parameters = Parameters(layout)
    let average = WeightAverage(parameterCount: layout.count, halfLife: halfLife)
    // What is there before the first update does not count.
    for index in 0..<Self.count { parameters.values.start[index] = 100 }
    var numbers = SeededNumbers(seed: 81)
    var all: [[Float]] = []
    for update in 1...updates {
      all.append(numbers.uniform(Self.count).map { Float($0) })
      for (index, value) in (all.last ?? []).enumerated() {
        parameters.values.start[index] = value
      }
      average.add(parameters, update: update, engine: engine)
    }
    return (Array(UnsafeBufferPointer(start: average.values.start, count: Self.count)), all)
  }

  @Test(arguments: [0.5, 3, 1000])
  func itIsTheMeanInWhichAnUpdateCountsHalfAfterAHalfLife(halfLife: Double) throws {
    let (average, parameters) = try averaged(threads: 2, halfLife: halfLife, updates: 5)
    let weights = (0..<5).map { pow(0.5, Double(4 - $0) / halfLife) }
    let sum = weights.reduce(0, +)
    let expected = (0..<Self.count).map { index in
      zip(weights, parameters).reduce(0) { $0 + $1.0 * Double($1.1[index]) } / sum
    }
    expectClose(average.map { Double($0) }, expected, Self.tolerance, "half-life \(halfLife)")
  }

  @Test func theFirstUpdateIsTheAverage() throws {
    let (average, parameters) = try averaged(threads: 1, halfLife: 1e9, updates: 1)
    expectSame(average, parameters[0], "after one update")
  }

  @Test func threadsDoNotChangeTheBits() throws {
    let one = try averaged(threads: 1, halfLife: 3, updates: 3).average
    expectSame(try averaged(threads: 3, halfLife: 3, updates: 3).average, one, "three threads")
  }

  @Test func sharesAreRightAfterMillionsOfUpdates() {
    let share = WeightAverage.share(ofUpdate: 10_000_000, halfLife: 31_250)
    expectClose(share, 1 - pow(0.5, 1 / 31_250), 1e-12, "share")
    #expect(WeightAverage.share(ofUpdate: 1, halfLife: 31_250) == 1)
  }
}
