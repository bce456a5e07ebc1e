import NeuralNetwork
import Testing

@Suite struct BlocksTests {
  @Test func blocksCoverABatchOfAnySizeExactly() {
    #expect(Blocks.of(batch: 0).isEmpty)
    let wrong = (1...4096).first { batch in
      Blocks.of(batch: batch).flatMap { $0.first..<$0.first + $0.count } != Array(0..<batch)
    }
    #expect(wrong == nil)
  }

  /// Only the last block may be broken.
  @Test func blocksAreWholeButTheLast() {
    let wrong = (1...4096).first { batch in
      let blocks = Blocks.of(batch: batch)
      return !blocks.dropLast().allSatisfy { $0.count == Blocks.images }
        || !blocks.allSatisfy { (1...Blocks.images).contains($0.count) }
    }
    #expect(wrong == nil)
  }

  @Test func tracksCoverABlockInOrderAndEvenly() {
    for count in 0...Blocks.images {
      let tracks = (0..<Blocks.tracks).map { Blocks.track($0, count: count) }
      #expect(tracks.flatMap { $0.first..<$0.first + $0.count } == Array(0..<count))
      let sizes = tracks.map(\.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }
  }
}
