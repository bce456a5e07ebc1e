import NeuralNetwork

/// The gradients of a generator's parameters over a batch, added as the tree of its shards.
///
/// A thread takes a shard forward and back in its own caches; only the dense layer's gradient waits
/// for all shards of a piece, and is then computed column by column.
public final class GeneratorGradients {
  /// Asks for the gradient of an image, `[28, 28]`, and gets its number in the batch, the thread, the
  /// image and the place of its gradient.
  public typealias Loss = (
    _ image: Int, _ thread: Int, _ pixels: UnsafePointer<Float>,
    _ gradient: UnsafeMutablePointer<Float>
  ) -> Void

  /// The gradients, laid out as the parameters are.
  public let gradients: FloatBuffer
  private let generator: Generator
  /// Where the gradients of the layers behind the dense one begin.
  private let start: Int
  /// The dense layer's gradients, a leaf a piece, and those of the other layers, a leaf a shard.
  private let denseSum, sum: ShardSum
  /// Gradients of what the dense layer's LeakyReLU took, of a piece.
  private let hiddenGradient: FloatBuffer
  private let small: [SmallGradients]
  private let batch: Int

  /// No gradients yet.
  ///
  /// - Parameters:
  ///   - generator: Whose gradients.
  ///   - batch: Most images that will be asked for at a time.
  public init(of generator: Generator, batch: Int) {
    self.generator = generator
    self.batch = batch
    let count = generator.parameters.layout.count
    start = generator.first.kernel.offset
    gradients = FloatBuffer(count: count)
    denseSum = ShardSum(count: start, result: gradients.start, engine: generator.engine)
    sum = ShardSum(
      count: count - start, result: gradients.start + start, engine: generator.engine)
    hiddenGradient = FloatBuffer(
      count: min(batch, Shards.mostAtATime * Shards.mostImages) * Generator.hiddenCount)
    small = generator.workspaces.map { _ in SmallGradients(generator) }
    generator.prepareForTraining()
  }

  /// Generates the images of `latents`, `[count, latent]`, asks `loss` for the gradient of each, and
  /// leaves those of all parameters in `gradients`.
  ///
  /// `checkpoint` is called on this thread before each piece, and gives up the rest by an error.
  ///
  /// - Throws: What `checkpoint` throws; `gradients` are then those of no batch.
  /// - Precondition: `count` is at least 1 and at most the batch that was announced.
  public func compute(
    latents: UnsafePointer<Float>, count: Int, checkpoint: () throws -> Void, loss: Loss
  ) rethrows {
    precondition((1...batch).contains(count), "\(count) images of a batch of \(batch)")
    let shards = Shards(images: count)
    let pieces = shards.pieces
    sum.begin(shards: shards.count)
    denseSum.begin(shards: pieces.count)
    for (index, piece) in pieces.enumerated() {
      try checkpoint()
      let first = shards[piece.lowerBound].lowerBound
      let pieceLatents = latents + first * generator.latentDimension
      generator.engine.run(items: piece.count) { item, thread in
        let images = shards[piece.lowerBound + item]
        let place = sum.place(forShard: piece.lowerBound + item, canAdd: true)
        compute(
          latents: latents + images.lowerBound * generator.latentDimension, count: images.count,
          hiddenGradient: hiddenGradient.start
            + (images.lowerBound - first) * Generator.hiddenCount,
          thread: thread, place: place
        ) { image, pixels, gradient in
          loss(images.lowerBound + image, thread, pixels, gradient)
        }
        sum.finish(place)
      }
      let place = denseSum.place(forShard: index, canAdd: true)
      generator.dense.backwardWeights(
        pieceLatents, dy: hiddenGradient.start,
        starts: piece.map { shards[$0].lowerBound - first } + [
          shards[piece.upperBound - 1].upperBound - first
        ],
        scratch: generator.workspaces.map(\.panel), place: place)
      denseSum.finish(place)
    }
    sum.complete()
    denseSum.complete()
  }

  /// A shard forward and back, its gradients at `place`.
  private func compute(
    latents: UnsafePointer<Float>, count: Int, hiddenGradient: UnsafeMutablePointer<Float>,
    thread: Int, place: ShardSum.Place,
    loss: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let workspace = generator.workspaces[thread]
    let small = small[thread]
    small.clear()
    generator.forwardFirst(latents: latents, count: count, workspace: workspace)
    for lane in stride(from: 0, to: count, by: GeneratorWorkspace.laneImages) {
      let images = min(GeneratorWorkspace.laneImages, count - lane)
      for start in stride(from: 0, to: images, by: generator.second.group) {
        computeGroup(
          first: lane + start, images: min(generator.second.group, images - start),
          index: start / generator.second.group, small: small, workspace: workspace, loss: loss)
      }
      generator.second.backwardWeights(
        images: images, accumulate: lane > 0, workspace: workspace.transformed)
    }
    generator.second.transformWeightGradient(
      of: workspace.transformed, accumulate: place.isAdded,
      to: place.start + generator.second.kernel.offset - start)
    backwardFirst(
      count: count, small: small, place: place, hiddenGradient: hiddenGradient,
      workspace: workspace)
    small.leave(at: place, start: start)
  }

  /// A group of a shard's images from `first` on, group `index` of a lane, from the first convolution's
  /// output to the gradient of that.
  private func computeGroup(
    first: Int, images: Int, index: Int, small: SmallGradients, workspace: GeneratorWorkspace,
    loss: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    generator.forwardSecond(first: first, images: images, index: index, workspace: workspace)
    for image in 0..<images {
      generator.forwardOutput(image: image, workspace: workspace)
      let output = workspace.output
      loss(first + image, output.probabilities.start, output.gradient.start)
      backwardOutput(image: image, of: images, index: index, small: small, workspace: workspace)
    }
    generator.second.backwardData(
      images: images, index: index, workspace: workspace.transformed,
      dx: workspace.gradients.middle.start + first * Generator.middleCount)
  }

  /// From the gradient of one image of a group to the transformed gradient of the second convolution.
  private func backwardOutput(
    image: Int, of images: Int, index: Int, small: SmallGradients, workspace: GeneratorWorkspace
  ) {
    let last = workspace.last.at(image * Generator.lastCount)
    let lastGradient = workspace.gradients.last.start
    let output = generator.output
    small.outputBias.pointee += output.backwardSigmoid(workspace.output)
    output.backwardWeights(
      last, workspace: workspace.output, kernelGradient: small.outputKernel)
    output.backwardData(workspace.output, dx: lastGradient)
    generator.second.transformGradient(
      y: last, dy: lastGradient, image: image, of: images, index: index,
      workspace: workspace.transformed, biasGradient: small.secondBias)
  }

  /// From the gradient of the first convolution's output to what the dense layer's LeakyReLU took, a
  /// whole shard.
  private func backwardFirst(
    count: Int, small: SmallGradients, place: ShardSum.Place,
    hiddenGradient: UnsafeMutablePointer<Float>, workspace: GeneratorWorkspace
  ) {
    let first = generator.first
    // The second convolution has used the workspace since the forward pass.
    first.transformInput(
      x: workspace.hidden.at(0), images: count, index: 0, workspace: workspace.transformed)
    for image in 0..<count {
      first.transformGradient(
        y: workspace.middle.at(image * Generator.middleCount),
        dy: workspace.gradients.middle.start + image * Generator.middleCount, image: image,
        of: count, index: 0, workspace: workspace.transformed, biasGradient: small.firstBias)
    }
    first.backwardData(
      images: count, index: 0, workspace: workspace.transformed, dx: hiddenGradient)
    first.backwardWeights(images: count, accumulate: false, workspace: workspace.transformed)
    first.transformWeightGradient(
      of: workspace.transformed, accumulate: place.isAdded,
      to: place.start + first.kernel.offset - start)
    generator.dense.backwardActivation(
      y: workspace.hidden.at(0), gradient: hiddenGradient, images: count)
  }
}
