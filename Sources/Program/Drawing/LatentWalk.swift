#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A closed walk of some latent vectors at once, from station to station and from the last one to the
/// first, in steps of equal angles.
///
/// On the straight line between two stations the vectors would be shorter than those the generator was
/// trained on; on the sphere they are not.
public struct LatentWalk {
  /// `[stations, vectors, dimension]`.
  private let stations: [Float]
  private let stationCount: Int
  private let vectorCount: Int
  private let dimension: Int
  /// Steps until it is back at the first station.
  private let steps: Int

  /// - Parameters:
  ///   - stations: `[stationCount, vectorCount, dimension]`.
  ///   - stationCount: Stations, at least 1.
  ///   - vectorCount: Vectors that walk at once.
  ///   - dimension: Numbers of a vector.
  ///   - steps: Until it is back at the first station, at least 1.
  public init(
    stations: [Float], stationCount: Int, vectorCount: Int, dimension: Int, steps: Int
  ) {
    precondition(
      stations.count == stationCount * vectorCount * dimension && stationCount > 0 && steps > 0)
    self.stations = stations
    self.stationCount = stationCount
    self.vectorCount = vectorCount
    self.dimension = dimension
    self.steps = steps
  }

  /// The vectors `[vectors, dimension]` after so many steps; at a station they are those of the station
  /// itself.
  public func vectors(at step: Int) -> [Float] {
    // In units of 1/steps, so that no rounding moves a station.
    let (station, rest) = (step % steps * stationCount).quotientAndRemainder(dividingBy: steps)
    let share = Double(rest) / Double(steps)
    return (0..<vectorCount).flatMap { index in
      spherical(
        from: vector(station, index), to: vector((station + 1) % stationCount, index), share: share)
    }
  }

  private func vector(_ station: Int, _ index: Int) -> ArraySlice<Float> {
    let start = (station * vectorCount + index) * dimension
    return stations[start..<start + dimension]
  }
}

/// The vector that lies on the arc from `one` to `other`, a share `t`, 0...1, of the way.
///
///     sin((1 - t) a)/sin a * one + sin(t a)/sin a * other
///
/// Here a is the angle between them; it is on the straight line where there is no arc.
///
/// Source: White 2016, Sampling generative networks, arXiv:1609.04468, section 2.1.
func spherical(
  from one: ArraySlice<Float>, to other: ArraySlice<Float>, share t: Double
) -> [Float] {
  if t == 0 { return Array(one) }
  func product(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  let lengths = (product(one, one) * product(other, other)).squareRoot()
  let angle = lengths > 0 ? acos(max(-1, min(1, product(one, other) / lengths))) : 0
  let sine = sin(angle)
  // Parallel ones, and opposite ones, between which no arc is shorter than the others.
  let isStraight = sine < 1e-6
  let first = isStraight ? 1 - t : sin((1 - t) * angle) / sine
  let second = isStraight ? t : sin(t * angle) / sine
  return zip(one, other).map { Float(first * Double($0) + second * Double($1)) }
}
