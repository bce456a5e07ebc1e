import Testing

@testable import Reports

@Suite struct LatentWalkTests {
  /// Of sums of a few float32 products.
  private let tolerance: Float = 1e-6

  private func rows(_ values: [Float], _ dimension: Int) -> [[Float]] {
    stride(from: 0, to: values.count, by: dimension).map { Array(values[$0..<$0 + dimension]) }
  }

  @Test func aWalkKeepsItsLengthAndTurnsEvenly() {
    let walk = rows(latentWalk(from: [2, 0, 0], to: [0, 2, 0], count: 4), 3)
    let root = Float(3).squareRoot()
    for (found, expected) in zip(walk, [[2, 0, 0], [root, 1, 0], [1, root, 0], [0, 2, 0]]) {
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < tolerance }, "\(found)")
    }
  }

  @Test func bothEndsAreExact() {
    let (one, other): ([Float], [Float]) = ([0.3, -1.5, 0.2], [1.25, 0.75, -2])
    let walk = rows(latentWalk(from: one, to: other, count: 10), 3)
    #expect(walk.count == 10)
    #expect(walk.first == one && walk.last == other)
  }

  @Test(arguments: [
    ([1, 2] as [Float], [1, 2] as [Float]), ([1, 2], [-1, -2]), ([0, 0], [1, 1]),
    ([0, 0], [0, 0]),
    ([1, 2], [2, 4]),
  ])
  func latentsOfOneLineHaveAStraightWalk(one: [Float], other: [Float]) {
    let walk = rows(latentWalk(from: one, to: other, count: 3), 2)
    #expect(walk[0] == one && walk[2] == other)
    #expect(walk[1] == zip(one, other).map { ($0 + $1) / 2 })
  }
}
