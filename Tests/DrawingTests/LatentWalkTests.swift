import TestSupport
import Testing

@testable import Drawing

@Suite struct LatentWalkTests {
  private func length(_ vector: some Sequence<Float>) -> Double {
    vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  @Test func aWalkPassesItsStationsAndCloses() {
    var numbers = SeededNumbers(seed: 4)
    let stations = (0..<3 * 2 * 5).map { _ in Float.random(in: -2...2, using: &numbers) }
    let walk = LatentWalk(
      stations: stations, stationCount: 3, vectorCount: 2, dimension: 5, steps: 12)
    for station in 0..<3 {
      #expect(walk.vectors(at: station * 4) == Array(stations[station * 10..<(station + 1) * 10]))
    }
    #expect(walk.vectors(at: 12) == walk.vectors(at: 0))
  }

  @Test func allVectorsOfAnArcAreAsLongAndAtEqualAngles() {
    let walk = LatentWalk(
      stations: [3, 0, 4, 0, 5, 0], stationCount: 2, vectorCount: 1, dimension: 3, steps: 20)
    let vectors = (0...10).map(walk.vectors)
    #expect(vectors.allSatisfy { abs(length($0) - 5) < 1e-6 })
    let steps = zip(vectors, vectors.dropFirst()).map { length(zip($0, $1).map { $0 - $1 }) }
    #expect(steps.allSatisfy { abs($0 - steps[0]) < 1e-6 })
  }

  @Test(
    arguments: [
      ([1, 0], [3, 0], [2, 0]), ([1, 0], [1, 0], [1, 0]), ([2, 0], [-2, 0], [0, 0]),
      ([0, 0], [2, 4], [1, 2]), ([0, 0], [0, 0], [0, 0]),
    ] as [([Float], [Float], [Float])])
  func whereThereIsNoArcThereIsALine(one: [Float], other: [Float], middle: [Float]) {
    #expect(spherical(from: one[...], to: other[...], share: 0.5) == middle)
  }
}
