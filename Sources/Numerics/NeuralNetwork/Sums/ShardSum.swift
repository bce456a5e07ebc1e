import CKernels

/// The sum of what the shards of a batch leave, added as the tree of `Shards` while they finish.
///
/// A thread takes a place for its shard, fills it, and then adds whatever subtrees are complete. So
/// about as many buffers are alive as threads are at work and levels are in the tree, not one a shard.
/// Who adds is left to chance; what is added to what is not.
public final class ShardSum {
  /// A complete subtree: its first shard, its level above the shards, and the place of its sum.
  fileprivate struct Subtree {
    var first, level: Int
    var sum: UnsafeMutablePointer<Float>
  }

  /// A shard's place to write to.
  public struct Place {
    /// Its elements.
    public var start: UnsafeMutablePointer<Float> { subtree.sum }
    /// Whether the shard has to add its numbers to those that are there, its left neighbour's, or else
    /// to write them.
    public var isAdded: Bool { subtree.level > 0 }
    fileprivate let subtree: Subtree
  }

  private let engine: Engine
  private let elements: Int
  private let result: UnsafeMutablePointer<Float>
  private let lock = Lock()
  private var shards = 0
  /// Complete subtrees that wait for their neighbour, by their first shard.
  private var waiting: [Int: Subtree] = [:]
  private var buffers: [FloatBuffer] = []
  /// Places in `buffers` that nobody uses.
  private var free: [UnsafeMutablePointer<Float>] = []

  /// Elements that a work item of `complete` adds.
  private static let sliceCount = 32768

  /// Sums of `count` elements, to be left at `result`.
  ///
  /// - Precondition: `result` has room for `count` rounded up to 16 elements.
  public init(count: Int, result: UnsafeMutablePointer<Float>, engine: Engine) {
    elements = (count + 15) / 16 * 16
    self.result = result
    self.engine = engine
  }

  /// Begins the sum of a batch of so many shards, after the one before is complete, or given up
  /// between two shards.
  public func begin(shards: Int) {
    free += waiting.values.filter { $0.first > 0 }.map(\.sum)
    waiting = [:]
    self.shards = shards
  }

  /// A place for the numbers of shard `index`; where `canAdd` holds, it may be the left neighbour's,
  /// whose numbers they are to be added to.
  public func place(forShard index: Int, canAdd: Bool = false) -> Place {
    lock.holding {
      if canAdd, index % 2 == 1, let left = waiting[index - 1], left.level == 0 {
        waiting[index - 1] = nil
        return Place(subtree: Subtree(first: index - 1, level: 1, sum: left.sum))
      }
      // The left neighbour's place keeps a sum, so the first shard's has all of it in the end.
      return Place(subtree: Subtree(first: index, level: 0, sum: index == 0 ? result : take()))
    }
  }

  private func take() -> UnsafeMutablePointer<Float> {
    if let place = free.popLast() { return place }
    let buffer = FloatBuffer(count: elements)
    buffers.append(buffer)
    return buffer.start
  }

  /// Takes the numbers of a shard, and adds the subtrees that are complete now, but for the last two,
  /// which `complete` adds.
  public func finish(_ place: Place) {
    var subtree = place.subtree
    while let other = neighbour(of: &subtree) {
      let (left, right) = other.first < subtree.first ? (other, subtree) : (subtree, other)
      engine.kernels.table.add(left.sum, right.sum, elements)
      lock.holding { free.append(right.sum) }
      subtree = Subtree(first: left.first, level: left.level + 1, sum: left.sum)
    }
  }

  /// The neighbour, complete already, to which a subtree is to be added; nil when the subtree has to
  /// wait for it.
  private func neighbour(of subtree: inout Subtree) -> Subtree? {
    lock.holding {
      while 2 << subtree.level < shards {
        let first = subtree.first ^ (1 << subtree.level)
        if first < shards {
          guard let other = waiting[first], other.level == subtree.level else { break }
          waiting[first] = nil
          return other
        }
        subtree.level += 1  // a last one without a neighbour
      }
      waiting[subtree.first] = subtree
      return nil
    }
  }

  /// Adds the last two subtrees, on all threads; then the sum is at `result`.
  ///
  /// - Precondition: Every shard has finished.
  public func complete() {
    let isWhole = waiting[0].map { 1 << $0.level >= shards } ?? false
    let areHalves = waiting.values.allSatisfy { 2 << $0.level >= shards }
    precondition(areHalves && waiting.count == (isWhole ? 1 : 2), "a shard has not finished")
    if let right = waiting.values.first(where: { $0.first > 0 })?.sum {
      let slices = max(1, elements / Self.sliceCount)
      engine.run(items: slices) { slice, _ in
        let part = cacheLines(of: elements, slice: slice, of: slices)
        engine.kernels.table.add(
          result + part.lowerBound, right + part.lowerBound, part.count)
      }
      free.append(right)
    }
    waiting = [:]
  }

  /// Buffers that had to be allocated so far.
  package var bufferCount: Int { buffers.count }
}
