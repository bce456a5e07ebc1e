import Testing

@testable import Charts

@Suite struct ThinningTests {
  @Test func fewPointsStay() {
    let points = (1...800).map { (epoch: $0, value: Double($0 % 7)) }
    #expect(thinned(points, to: 800).map(\.epoch) == points.map(\.epoch))
  }

  @Test func aPeakOfManyPointsStays() {
    let points = (1...100_000).map { (epoch: $0, value: $0 == 54_321 ? 9.0 : $0 == 777 ? -9 : 0) }
    let kept = thinned(points, to: 800)
    #expect(kept.count <= 800)
    #expect(kept.map(\.epoch) == kept.map(\.epoch).sorted())
    #expect(kept.first?.epoch == 1 && kept.last?.epoch == 100_000)
    #expect(kept.contains { $0.epoch == 54_321 } && kept.contains { $0.epoch == 777 })
  }

  @Test func dashesAreAsLongAsTheyShouldBe() {
    let line = [Point(0, 0), Point(4, 0), Point(4, 9)]
    let pieces = dashed(line, [3, 2])
    let expected = [
      [Point(0, 0), Point(3, 0)], [Point(4, 1), Point(4, 4)], [Point(4, 6), Point(4, 9)],
    ]
    #expect(pieces == expected)
    #expect(dashed([Point(0, 0), Point(7, 0)], [3, 2]).last == [Point(5, 0), Point(7, 0)])
    #expect(dashed([], [3, 2]).isEmpty)
  }
}
