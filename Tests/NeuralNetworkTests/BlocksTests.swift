import NeuralNetwork
import Testing

@Suite struct BlocksTests {
  @Test func blocksCoverABatchOfAnySizeExactly() {
    #expect(Blocks.of(batch: 0).isEmpty)
    for batch in 1...4096 {
      var next = 0
      for block in Blocks.of(batch: batch) {
        #expect(block.first == next, "batch of \(batch)")
        #expect((1...Blocks.images).contains(block.count), "batch of \(batch)")
        next += block.count
      }
      #expect(next == batch)
    }
  }

  @Test func lanesFillABlock() {
    #expect(Blocks.images == Blocks.lanes * Blocks.laneImages)
  }

  /// Only the last block may be broken: every other uses all lanes.
  @Test func blocksBeforeTheLastAreWhole() {
    for batch in 1...4096 {
      #expect(Blocks.of(batch: batch).dropLast().allSatisfy { $0.count == Blocks.images })
    }
  }
}
