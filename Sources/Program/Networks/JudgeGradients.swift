import NeuralNetwork

/// The gradients of a judge's parameters over a batch, added as the tree of its shards.
public final class JudgeGradients {
  /// The gradients, laid out as the parameters are.
  public let gradients: FloatBuffer
  private let judge: Judge
  private let sum: ShardSum
  private let workspaces: [JudgeWorkspace]
  private let dropout: Dropout
  /// For each thread, the multipliers of a shard.
  private let masks: [FloatBuffer]

  /// No gradients yet, of a judge that is trained with this rate of dropout.
  public init(of judge: Judge, dropout rate: Float) {
    self.judge = judge
    let count = judge.parameters.layout.count
    gradients = FloatBuffer(count: count)
    sum = ShardSum(count: count, result: gradients.start, engine: judge.engine)
    workspaces = (0..<judge.engine.threads).map { _ in JudgeWorkspace(judge) }
    let dropout = Dropout(rate: rate, elements: judge.dropoutElements)
    self.dropout = dropout
    masks = workspaces.map { _ in FloatBuffer(count: Shards.mostImages * dropout.elements) }
  }

  /// Leaves the gradients of the mean loss of a batch in `gradients`.
  ///
  /// - Parameters:
  ///   - images: `[labels.count, 28, 28]`, 0...1.
  ///   - labels: Their classes.
  ///   - random: Draws dropout.
  ///   - epoch: Counter of the draws.
  ///   - step: Counter of the draws.
  /// - Returns: The mean loss, in nats.
  public func compute(
    images: [Float], labels: [UInt8], random: RandomStream, epoch: Int, step: Int
  ) -> Double {
    precondition(images.count == labels.count * Judge.pixels && !labels.isEmpty)
    let shards = Shards(images: labels.count)
    var losses = [Double](repeating: 0, count: shards.count)
    sum.begin(shards: shards.count)
    images.withUnsafeBufferPointer { images in
      losses.withUnsafeMutableBufferPointer { losses in
        guard let images = images.baseAddress else { return }
        judge.engine.run(items: shards.count) { shard, thread in
          let range = shards[shard]
          let keep = mask(range, thread: thread, random: random, epoch: epoch, step: step)
          let workspace = workspaces[thread]
          judge.forward(
            images: images + range.lowerBound * Judge.pixels, count: range.count, keep: keep,
            workspace: workspace)
          losses[shard] = judge.loss(
            labels[range], share: 1 / Double(labels.count), workspace: workspace)
          let place = sum.place(forShard: shard)
          place.start.update(repeating: 0, count: judge.parameters.layout.count)
          judge.backward(count: range.count, keep: keep, workspace: workspace, to: place.start)
          sum.finish(place)
        }
      }
    }
    sum.complete()
    return Shards.sum(losses) / Double(labels.count)
  }

  private func mask(
    _ images: Range<Int>, thread: Int, random: RandomStream, epoch: Int, step: Int
  ) -> UnsafePointer<Float>? {
    if dropout.rate == 0 { return nil }
    let keep = masks[thread].start
    for (index, image) in images.enumerated() {
      dropout.draw(
        random, .judgeDropout, epoch: epoch, step: step, sample: image,
        into: keep + index * dropout.elements)
    }
    return UnsafePointer(keep)
  }
}

extension Judge {
  /// The sum of the losses of a shard after `forward`; leaves their gradients, times `share`, in the
  /// workspace.
  fileprivate func loss(
    _ labels: ArraySlice<UInt8>, share: Double, workspace: JudgeWorkspace
  ) -> Double {
    let gradients = workspace.forTraining.logits
    gradients.clear()
    var sum = 0.0
    for (image, label) in labels.enumerated() {
      let logits = UnsafeBufferPointer(
        start: workspace.output.output(pixel: image), count: classes)
      sum += SoftmaxCrossEntropy.loss(logits, label: Int(label))
      SoftmaxCrossEntropy.gradient(
        logits, label: Int(label), scale: share, into: gradients.start + image * classes)
    }
    return sum
  }

  /// Adds a shard's share to the gradients of all parameters, after `loss`; places of the shard that no
  /// image takes have a gradient of zero.
  fileprivate func backward(
    count: Int, keep: UnsafePointer<Float>?, workspace: JudgeWorkspace,
    to gradients: UnsafeMutablePointer<Float>
  ) {
    let training = workspace.forTraining
    let logits = training.logits.start
    for image in 0..<count {
      for index in 0..<classes {
        gradients[output.bias.offset + index] += logits[image * classes + index]
      }
    }
    workspace.output.loadOutputGradient(logits)
    accumulate(output, workspace.output, deltas: workspace.output, gradients)
    output.backwardData(workspace.output)
    featureActivation.backward(
      workspace.dense, dy: workspace.output.inputGradient, y: workspace.output.input, keep: nil,
      biasGradient: gradients + dense.bias.offset)
    accumulate(dense, workspace.dense, deltas: workspace.dense, gradients)
    dense.backwardData(workspace.dense)
    for image in 0..<count {
      backward(
        image: image, keep: keep.map { $0 + image * droppedCount }, workspace: workspace,
        training: training, to: gradients)
    }
  }

  /// The convolutions of one image.
  private func backward(
    image: Int, keep: UnsafePointer<Float>?, workspace: JudgeWorkspace,
    training: JudgeWorkspace.Gradients, to gradients: UnsafeMutablePointer<Float>
  ) {
    let (one, two) = workspace.image(image)
    secondActivation.backward(
      training.second, dy: workspace.dense.inputGradient + image * dropoutElements[1],
      y: workspace.dense.input(pixel: image), keep: keep.map { $0 + dropoutElements[0] },
      biasGradient: gradients + second.bias.offset)
    accumulate(second, two, deltas: training.second, gradients)
    second.backwardData(training.second)
    firstActivation.backward(
      training.first, dy: training.second.inputGradient, y: two.input, keep: keep,
      biasGradient: gradients + first.bias.offset)
    accumulate(first, one, deltas: training.first, gradients)
  }

  private func accumulate(
    _ layer: Convolution2D, _ workspace: Convolution2D.Workspace,
    deltas: Convolution2D.Workspace, _ gradients: UnsafeMutablePointer<Float>
  ) {
    layer.backwardWeights(
      workspace, deltas: deltas, kernelGradient: gradients + layer.kernel.offset)
  }
}
