import TestSupport
import Testing

@testable import NeuralNetwork

@Suite struct ShardSumTests {
  private static let elements = 16

  /// What the shards of a batch leave: numbers of which every sum rounds.
  private func numbers(shard: Int) -> [Float] {
    (0..<Self.elements).map { 1 / Float(3 + shard * Self.elements + $0) }
  }

  /// The tree by recursion, in the order of the shards.
  private func tree(_ shards: Range<Int>) -> [Float] {
    if shards.count == 1 { return numbers(shard: shards.lowerBound) }
    var half = 1
    while 2 * half < shards.count { half *= 2 }
    let left = tree(shards.lowerBound..<shards.lowerBound + half)
    let right = tree(shards.lowerBound + half..<shards.upperBound)
    return zip(left, right).map { $0 + $1 }
  }

  private func leave(_ shard: Int, at place: ShardSum.Place) {
    for (index, number) in numbers(shard: shard).enumerated() {
      place.start[index] = place.isAdded ? place.start[index] + number : number
    }
  }

  /// In the order of the shards, backwards, and as several threads would finish them; with places to
  /// add to and without.
  @Test(arguments: Array(1...20) + [31, 32, 33, 64], [false, true])
  func anyOrderGivesTheTree(shards: Int, canAdd: Bool) throws {
    var random = SeededNumbers(seed: UInt32(shards))
    let forward = Array(0..<shards)
    for order in [forward, forward.reversed(), forward.shuffled(using: &random)] {
      let result = FloatBuffer(count: Self.elements)
      let sum = ShardSum(
        count: Self.elements, result: result.start, engine: try Engine(threads: 2))
      for _ in 0..<2 {
        sum.begin(shards: shards)
        for shard in order {
          let place = sum.place(forShard: shard, canAdd: canAdd)
          leave(shard, at: place)
          sum.finish(place)
        }
        sum.complete()
        let observed = (0..<Self.elements).map { result.start[$0] }
        expectSame(observed, tree(0..<shards), "\(shards) shards")
      }
    }
  }

  /// Shards that are taken in order, as threads take them, need no buffer each.
  @Test(arguments: [1, 2, 8], [false, true])
  func buffersAreAsManyAsThreadsAndLevels(threads: Int, canAdd: Bool) throws {
    let shards = 256
    let result = FloatBuffer(count: Self.elements)
    let sum = ShardSum(count: Self.elements, result: result.start, engine: try Engine(threads: 1))
    sum.begin(shards: shards)
    // In every round all threads are at work, and finish in the reverse order.
    for first in stride(from: 0, to: shards, by: threads) {
      let places = (first..<first + threads).map { sum.place(forShard: $0, canAdd: canAdd) }
      for (shard, place) in zip(first..<first + threads, places).reversed() {
        leave(shard, at: place)
        sum.finish(place)
      }
    }
    sum.complete()
    let levels = 8
    #expect(sum.bufferCount <= threads + levels)
    expectSame((0..<Self.elements).map { result.start[$0] }, tree(0..<shards), "sum")
  }

  @Test func aMissingShardTraps() async {
    await #expect(processExitsWith: .failure) {
      let result = FloatBuffer(count: 16)
      let sum = ShardSum(count: 16, result: result.start, engine: try Engine(threads: 1))
      sum.begin(shards: 3)
      for shard in [0, 2] { sum.finish(sum.place(forShard: shard)) }
      sum.complete()
    }
  }
}
