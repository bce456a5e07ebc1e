import NeuralNetwork

/// The gradients of a discriminator's parameters over a batch, added as the tree of its shards.
public final class DiscriminatorGradients {
  /// The gradients, laid out as the parameters are.
  public let gradients: FloatBuffer
  private let sum: ShardSum
  private let count: Int

  /// No gradients yet.
  public init(of discriminator: Discriminator) {
    count = discriminator.parameters.layout.count
    gradients = FloatBuffer(count: count)
    sum = ShardSum(count: count, result: gradients.start, engine: discriminator.engine)
    discriminator.prepareForTraining()
  }

  /// Begins a batch of so many shards.
  public func begin(shards: Int) { sum.begin(shards: shards) }

  /// The gradients of one shard: `body` adds those of its images, one by one, to zeros.
  public func accumulate(shard: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    let place = sum.place(forShard: shard)
    place.start.update(repeating: 0, count: count)
    body(place.start)
    sum.finish(place)
  }

  /// Leaves the sum of all shards in `gradients`.
  public func complete() { sum.complete() }
}
