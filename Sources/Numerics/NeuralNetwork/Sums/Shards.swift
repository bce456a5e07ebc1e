/// How the images of a batch are cut into shards, and how what the shards leave is added.
///
/// A shard is a work item: one thread takes its images through all layers and back, so that what it
/// writes stays in that thread's own caches. Gradients and losses are added as a binary tree over the
/// numbers of the shards: 0 and 1, 2 and 3, ..., then those pairs, and so on; a last one without a
/// partner passes as it is. Cut and tree depend on the number of images alone, so the bits depend
/// neither on the number of threads nor on who computes what; whoever owns a whole subtree adds it
/// alone.
public struct Shards: Sendable {
  /// Images in all shards.
  public let images: Int
  /// Shards; they differ by one image at most.
  public let count: Int

  /// Most images in a shard: they go through the first transposed convolution together.
  public static let mostImages = 16
  /// Most shards that are in work at a time; their activations' gradients wait for each other.
  public static let mostAtATime = 16
  /// As many shards as there are images for, at least, so that several threads find work in small
  /// batches too.
  private static let fewest = 2

  /// The cut of a batch of `images`.
  public init(images: Int) {
    self.images = images
    let filled = (images + Self.mostImages - 1) / Self.mostImages
    count = max(filled, min(Self.fewest, images))
  }

  /// The images of a shard.
  public subscript(_ shard: Int) -> Range<Int> {
    images * shard / count..<images * (shard + 1) / count
  }

  /// The shards that are in work at a time, one piece after the other.
  public var pieces: [Range<Int>] { pieces(of: Self.mostAtATime) }

  /// The same where each shard is in work twice, once for each kind of image.
  public var halfPieces: [Range<Int>] { pieces(of: Self.mostAtATime / 2) }

  private func pieces(of most: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: most).map { $0..<min($0 + most, count) }
  }

  /// The sum of one number a shard, as the tree adds.
  public static func sum(_ numbers: [Double]) -> Double {
    var numbers = numbers
    while numbers.count > 1 {
      numbers = stride(from: 0, to: numbers.count, by: 2).map {
        $0 + 1 < numbers.count ? numbers[$0] + numbers[$0 + 1] : numbers[$0]
      }
    }
    return numbers.first ?? 0
  }
}
