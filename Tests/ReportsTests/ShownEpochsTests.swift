import Testing

@testable import Reports

@Suite struct ShownEpochsTests {
  @Test func fewEpochsAreAllShown() {
    let shown = ShownEpochs(of: [(epochs: Array(1...60), best: 7)])
    #expect(shown.numbers == Array(1...60) && shown.interval == 1)
    #expect(shown.milestones == [1, 2, 5, 10, 20, 50, 60])
  }

  @Test func manyAreThinnedButForTheTellingOnes() {
    let shown = ShownEpochs(of: [(epochs: Array(1...100), best: 77)])
    #expect(shown.interval == 2)
    #expect(
      shown.numbers == [1, 2, 4, 5] + Array(stride(from: 6, through: 76, by: 2)) + [77]
        + Array(stride(from: 78, through: 100, by: 2)))
  }

  @Test func severalRunsShareTheRoomAndTheEpochs() {
    let shown = ShownEpochs(
      of: [(epochs: Array(1...100), best: 31), (epochs: [10, 20, 33], best: nil)])
    #expect(shown.interval == 2)
    #expect([1, 10, 20, 31, 33, 100].allSatisfy(shown.numbers.contains))
    #expect(!shown.numbers.contains(35))
  }

  @Test(arguments: [1000, 100_000])
  func theRoomHoldsForAnyLength(count: Int) {
    let shown = ShownEpochs(of: [(epochs: Array(1...count), best: nil)])
    #expect(shown.numbers.count <= ShownEpochs.most + 20)
    #expect([1, 2, 5, 10, 20, 50, 100, 500, count].allSatisfy(shown.numbers.contains))
  }
}
