import Foundation
import NeuralNetwork
import TestSupport
import Testing

/// A million deviates against the standard normal distribution.
@Suite struct NormalTests {
  static let count = 1_000_000

  /// Statistics may be off by five standard errors; the seed is fixed, so that they are for good.
  static let sigmas = 5.0

  private static let draws: [Double] = {
    do {
      return try RandomStream(seed: 10, kernels: Kernels())
        .normals(.samples, epoch: 1, step: 0, count: count).map { Double($0) }
    } catch { return [] }
  }()

  private func mean(_ values: some Sequence<Double>) -> Double {
    values.reduce(0, +) / Double(Self.count)
  }

  @Test func momentsAreThoseOfTheNormalDistribution() {
    let n = Double(Self.count)
    #expect(Self.draws.count == Self.count)
    expectClose(mean(Self.draws), 0, Self.sigmas / n.squareRoot(), "mean")
    // The variances of x^2, x^3 and x^4 are 2, 15 and 96.
    expectClose(
      mean(Self.draws.lazy.map { $0 * $0 }), 1, Self.sigmas * (2 / n).squareRoot(), "variance")
    expectClose(
      mean(Self.draws.lazy.map { $0 * $0 * $0 }), 0, Self.sigmas * (15 / n).squareRoot(),
      "third moment")
    expectClose(
      mean(Self.draws.lazy.map { $0 * $0 * $0 * $0 }), 3, Self.sigmas * (96 / n).squareRoot(),
      "kurtosis")
  }

  @Test func distributionFunctionIsTheNormalOne() {
    let sorted = Self.draws.sorted()
    let n = Double(Self.count)
    let distance = sorted.indices.reduce(0.0) { worst, index in
      let expected = 0.5 * erfc(-sorted[index] / 2.0.squareRoot())
      return max(worst, expected - Double(index) / n, Double(index + 1) / n - expected)
    }
    // Kolmogorov's limit: sqrt(n) D exceeds 2.7 with probability 2 exp(-2 * 2.7^2), 5 sigmas.
    #expect(distance * n.squareRoot() < 2.7)
  }

  /// Box and Muller make pairs of one radius and one angle, 16 apart.
  @Test(arguments: [1, 2, 16, 32, 48, 64, 100])
  func deviatesAtADistanceAreUncorrelated(distance: Int) {
    let values = Self.draws
    let pairs = values.indices.dropLast(distance)
    let n = Double(Self.count)
    expectClose(
      mean(pairs.lazy.map { values[$0] * values[$0 + distance] }), 0,
      Self.sigmas / n.squareRoot(), "correlation")
    // Of the squares too: (x^2 - 1)(y^2 - 1) has variance 4.
    expectClose(
      mean(
        pairs.lazy.map { index in
          let (x, y) = (values[index], values[index + distance])
          return (x * x - 1) * (y * y - 1)
        }), 0, Self.sigmas * 2 / n.squareRoot(), "correlation of the squares")
  }

  @Test func extremesAreFiniteAndThoseOfAMillion() {
    let extreme = Self.draws.map { abs($0) }.max() ?? .nan
    // The largest of a million exceeds 4.2 but with probability 1e-11, and uniforms of 24 bits
    // reach sqrt(2 * 24 * ln 2).
    #expect(extreme > 4.2)
    #expect(extreme <= (48 * log(2.0)).squareRoot())
    #expect(Self.draws.allSatisfy { $0.isFinite })
  }

  @Test(arguments: runnableKernels)
  func everyInstructionSetDrawsTheSameBits(kernels: String) throws {
    let observed = try RandomStream(seed: 10, kernels: Kernels(named: kernels))
      .normals(.samples, epoch: 1, step: 0, count: Self.count)
    expectSame(observed.map { Double($0) }, Self.draws, "deviates, \(kernels)")
  }
}
