import Testing

@testable import NeuralNetwork

@Suite struct ShardsTests {
  @Test func shardsCoverABatchOfAnySizeInOrderAndEvenly() {
    for images in 0...4096 {
      let shards = Shards(images: images)
      let ranges = (0..<shards.count).map { shards[$0] }
      let isCovered = ranges.flatMap { Array($0) } == Array(0..<images)
      #expect(isCovered, "\(images) images")
      let sizes = ranges.map(\.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
      #expect(sizes.allSatisfy { (1...Shards.mostImages).contains($0) })
    }
  }

  /// More than one thread has work from two images on, more than eight from the published batch on.
  @Test(arguments: [(2, 2), (16, 2), (64, 4), (256, 16), (1024, 64)])
  func batchesFeedSeveralThreads(images: Int, shards: Int) {
    #expect(Shards(images: images).count >= shards)
  }

  @Test(arguments: [0, 1, 16, 17, 255, 256, 257, 1024, 4096])
  func piecesCoverTheShards(images: Int) {
    let shards = Shards(images: images)
    #expect(shards.pieces.flatMap { Array($0) } == Array(0..<shards.count))
    #expect(shards.pieces.allSatisfy { $0.count <= Shards.mostAtATime })
    #expect(shards.halfPieces.flatMap { Array($0) } == Array(0..<shards.count))
    #expect(shards.halfPieces.allSatisfy { 2 * $0.count <= Shards.mostAtATime })
  }

  @Test func numbersAreAddedAsABinaryTree() {
    // Numbers of which every sum rounds, so that another order gives other bits.
    let x = (0..<13).map { 1 / Double($0 + 3) }
    #expect(Shards.sum([]) == 0)
    #expect(Shards.sum([x[0]]) == x[0])
    #expect(Shards.sum(Array(x[..<3])) == (x[0] + x[1]) + x[2])
    #expect(
      Shards.sum(Array(x[..<7])) == ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + x[6]))
    #expect(
      Shards.sum(x) == (((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7])))
        + (((x[8] + x[9]) + (x[10] + x[11])) + x[12]))
  }
}
