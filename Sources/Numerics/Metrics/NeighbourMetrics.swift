/// How a set of generated vectors lies within one of real vectors, by balls that reach from a vector to
/// its k-th nearest neighbour in its own set, their borders included.
///
/// Source: precision and recall Kynkaanniemi et al. 2019, arXiv:1904.06991; density and coverage Naeem
/// et al. 2020, arXiv:2002.09797.
public struct NeighbourMetrics: Equatable, Sendable {
  /// Share of generated vectors in the ball of a real one: how many look real.
  public let precision: Double
  /// Share of real vectors in the ball of a generated one: how much of the data is reached.
  public let recall: Double
  /// Balls of real vectors that a generated one lies in, on average, as a share of k.
  ///
  /// About 1 for equal distributions, above 1 where generated vectors crowd.
  public let density: Double
  /// Share of real vectors whose ball holds a generated one.
  public let coverage: Double

  /// - Parameters:
  ///   - real: Vectors of real images.
  ///   - fake: Of generated ones.
  ///   - realRadii: Of `real`.
  ///   - fakeRadii: Of `fake`.
  ///   - loop: Runs the blocks of real vectors.
  /// - Precondition: Both radii are of the same `k`.
  /// - Complexity: O(n^2 dimension).
  public init(
    real: FeatureVectors, fake: FeatureVectors, realRadii: NeighbourRadii,
    fakeRadii: NeighbourRadii, on loop: WorkLoop
  ) {
    precondition(realRadii.k == fakeRadii.k, "balls of two kinds")
    let distances = SquaredDistances(rows: real, columns: fake)
    let outcomes = Self.outcomes(
      distances, realRadii: realRadii.squares, fakeRadii: fakeRadii.squares, on: loop)
    var balls = [Int](repeating: 0, count: fake.count)
    for outcome in outcomes {
      for (index, count) in outcome.balls.enumerated() { balls[index] += Int(count) }
    }
    precision = Double(balls.count { $0 > 0 }) / Double(fake.count)
    density = Double(balls.reduce(0, +)) / Double(realRadii.k * fake.count)
    recall = Double(outcomes.reduce(0) { $0 + $1.reached }) / Double(real.count)
    coverage = Double(outcomes.reduce(0) { $0 + $1.covered }) / Double(real.count)
  }

  /// What a block of real vectors counts.
  private struct Outcome {
    /// For each generated vector, the balls of the block that it is in.
    var balls: [Int32]
    /// Real vectors in a generated one's ball, and those whose ball holds a generated one.
    var reached = 0
    var covered = 0
  }

  private static func outcomes(
    _ distances: SquaredDistances, realRadii: [Double], fakeRadii: [Double], on loop: WorkLoop
  ) -> [Outcome] {
    let columns = distances.columns
    var outcomes = [Outcome](
      repeating: Outcome(balls: [Int32](repeating: 0, count: columns)), count: distances.blocks)
    outcomes.withUnsafeMutableBufferPointer { outcomes in
      let outcomes = outcomes
      fakeRadii.withUnsafeBufferPointer { fakeRadii in
        distances.forEachRow(on: loop) { row, block, distances in
          let radius = realRadii[row]
          let (isReached, isCovered) = outcomes[block].balls.withUnsafeMutableBufferPointer {
            balls in
            var (reaching, held) = (0 as Int32, 0 as Int32)
            for column in 0..<columns {
              let isHeld: Int32 = distances[column] <= radius ? 1 : 0
              balls[column] &+= isHeld
              held &+= isHeld
              reaching &+= distances[column] <= fakeRadii[column] ? 1 : 0
            }
            return (reaching > 0, held > 0)
          }
          if isReached { outcomes[block].reached += 1 }
          if isCovered { outcomes[block].covered += 1 }
        }
      }
    }
    return outcomes
  }
}
