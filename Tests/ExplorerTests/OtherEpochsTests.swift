import Testing

@testable import Explorer

@Suite struct OtherEpochsTests {
  @Test(arguments: [
    (1...100, 100, 4, [1, 3, 10, 32]),
    (1...100, 1, 4, [3, 10, 32, 100]),
    (1...100, 12, 4, [1, 3, 32, 100]),
    (1...3, 3, 8, [1, 2]),
    (1...1, 1, 8, []),
    (1...5, 5, 0, []),
  ])
  func theySpreadByMultiples(epochs: ClosedRange<Int>, chosen: Int, count: Int, expected: [Int]) {
    #expect(otherEpochs(Array(epochs), beside: chosen, count: count) == expected)
  }

  @Test func noneComesTwice() {
    #expect(otherEpochs([10, 20, 30], beside: 30, count: 8) == [10, 20])
    #expect(otherEpochs(Array(1...9), beside: 9, count: 8) == Array(1...8))
  }
}
