import Networks
import NeuralNetwork

// An update of the discriminator. An image's loss and penalty count as 1 / batch, and so does the loss of
// a pair.

extension AdversarialModel {
  /// What an update of the discriminator measured.
  struct DiscriminatorUpdate {
    let loss: Double
    let realCorrect, fakeCorrect: Int
    let gradientNorm: Double
    let isFinite: Bool
  }

  /// What an update takes, of what a step has.
  private struct JudgedBatch {
    /// `[batch / 2, 28, 28]` and `[batch / 2, latent]`.
    let realImages, latents: UnsafePointer<Float>
    let dropout: DropoutSource
    /// The sample of the masks that its first real image has.
    let firstSample: Int
  }

  /// Updates the discriminator on half a batch of real images and as many generated ones, those of its
  /// update `number` of the step.
  ///
  /// Shard i of the one and shard i of the other are leaves 2 i and 2 i + 1 of the sum of gradients, so
  /// that whoever owns a subtree has as many of both. `checkpoint` is called between pieces; when it
  /// throws, nothing is updated.
  func updateDiscriminator(
    _ inputs: StepInputs, number: Int, checkpoint: () throws -> Void
  ) rethrows -> DiscriminatorUpdate {
    let half = options.batchSize / 2
    let shards = Shards(images: half)
    discriminator.prepare()
    discriminatorGradients.begin(shards: 2 * shards.count)
    try inputs.realImages.withUnsafeBufferPointer { images in
      try inputs.discriminatorLatents.withUnsafeBufferPointer { latents in
        guard let images = images.baseAddress, let latents = latents.baseAddress else { return }
        let batch = JudgedBatch(
          realImages: images + number * half * Generator.pixels,
          latents: latents + number * half * options.latentDim,
          dropout: inputs.discriminatorDropout, firstSample: number * options.batchSize)
        if objective.isOfPairs { try judgePairs(batch, shards, checkpoint: checkpoint) }
        for piece in shards.halfPieces {
          try checkpoint()
          // In the order of the leaves, so that few sums wait for their neighbours.
          engine.run(items: 2 * piece.count) { item, thread in
            let shard = piece.lowerBound + item / 2
            if item % 2 == 0 {
              judgeGenerated(batch, shards[shard], leaf: 2 * shard, thread: thread)
            } else {
              judgeReal(batch, shards[shard], leaf: 2 * shard + 1, thread: thread)
            }
          }
        }
      }
    }
    discriminatorGradients.complete()
    let norm = engine.norm(of: discriminatorGradients.gradients)
    let isFinite = discriminatorAdam.update(
      discriminator.parameters, gradients: discriminatorGradients.gradients,
      rate: rates(epoch: inputs.epoch).discriminator, engine: engine)
    return summary(shards, gradientNorm: norm, isFinite: isFinite)
  }

  private func summary(
    _ shards: Shards, gradientNorm: Double, isFinite: Bool
  ) -> DiscriminatorUpdate {
    let half = shards.images
    let real = UnsafeBufferPointer(start: discriminatorLogits.start, count: half)
    let generated = UnsafeBufferPointer(start: discriminatorLogits.start + half, count: half)
    let losses = (0..<shards.count).flatMap { shard in
      [
        objective.loss(generated, .generated, shards[shard], partners: real),
        objective.loss(real, .real, shards[shard], partners: generated),
      ]
    }
    let mean = Shards.sum(losses) / Double(2 * half)
    return DiscriminatorUpdate(
      loss: mean, realCorrect: objective.correct(real, areReal: true, partners: generated),
      fakeCorrect: objective.correct(generated, areReal: false, partners: real),
      gradientNorm: gradientNorm, isFinite: isFinite && mean.isFinite)
  }

  /// Generates the images of an update and leaves all logits, before any gradient is computed.
  private func judgePairs(
    _ batch: JudgedBatch, _ shards: Shards, checkpoint: () throws -> Void
  ) rethrows {
    let half = shards.images
    func judge(_ pixels: UnsafePointer<Float>, sample: Int, thread: Int) {
      let keep = mask(batch.dropout, sample: batch.firstSample + sample, thread: thread)
      discriminatorLogits.start[sample] = discriminator.logit(
        image: pixels, keep: keep, thread: thread)
    }
    for piece in shards.pieces {
      try checkpoint()
      engine.run(items: piece.count) { item, thread in
        let images = shards[piece.lowerBound + item]
        generate(batch, images, thread: thread) { image, pixels in
          judge(pixels, sample: half + image, thread: thread)
          judge(batch.realImages + image * Generator.pixels, sample: image, thread: thread)
        }
      }
    }
  }

  /// Generates a shard of the discriminator's images, keeps them, and hands them over one by one.
  private func generate(
    _ batch: JudgedBatch, _ images: Range<Int>, thread: Int,
    consume: (_ image: Int, _ pixels: UnsafePointer<Float>) -> Void
  ) {
    generator.generate(
      latents: batch.latents + images.lowerBound * generator.latentDimension,
      count: images.count, thread: thread
    ) { image, pixels in
      let number = images.lowerBound + image
      (fakeImages.start + number * Generator.pixels)
        .update(from: pixels, count: Generator.pixels)
      consume(number, pixels)
    }
  }

  private func judgeGenerated(
    _ batch: JudgedBatch, _ images: Range<Int>, leaf: Int, thread: Int
  ) {
    let half = options.batchSize / 2
    discriminatorGradients.accumulate(shard: leaf) { gradients in
      func judge(_ image: Int, _ pixels: UnsafePointer<Float>) {
        self.judge(
          pixels, .generated, sample: half + image, of: batch, thread: thread,
          gradients: gradients)
      }
      if objective.isOfPairs {
        for image in images { judge(image, fakeImages.start + image * Generator.pixels) }
      } else {
        generate(batch, images, thread: thread, consume: judge)
      }
    }
  }

  private func judgeReal(_ batch: JudgedBatch, _ images: Range<Int>, leaf: Int, thread: Int) {
    discriminatorGradients.accumulate(shard: leaf) { gradients in
      for sample in images {
        judge(
          batch.realImages + sample * Generator.pixels, .real, sample: sample, of: batch,
          thread: thread, gradients: gradients)
      }
    }
  }

  /// One image of the discriminator's batch: its logit and its share of the gradients.
  private func judge(
    _ pixels: UnsafePointer<Float>, _ kind: Objective.Sample, sample: Int, of batch: JudgedBatch,
    thread: Int, gradients: UnsafeMutablePointer<Float>
  ) {
    let keep = mask(batch.dropout, sample: batch.firstSample + sample, thread: thread)
    let logit = discriminator.logit(image: pixels, keep: keep, thread: thread)
    var partner: Float = 0
    if objective.isOfPairs {
      // All logits are there already, and other threads read them.
      let half = options.batchSize / 2
      partner = discriminatorLogits.start[kind == .real ? sample + half : sample - half]
    } else {
      discriminatorLogits.start[sample] = logit
    }
    let weight = penalty.weight(kind, updates: discriminatorAdam.updates)
    if weight > 0 {
      accumulatePenalty(weight, keep: keep, thread: thread, gradients: gradients)
    }
    discriminator.accumulateGradients(
      logitGradient: logitGradient(logit, kind, partner: partner), keep: keep, thread: thread,
      gradients: gradients)
  }
  /// The share that an image's penalty has in the gradients, after its `logit` on this thread.
  ///
  /// Between the kinks of the network the image's gradient g depends on no bias, and the derivative of
  /// |g|^2 / 2 is that of the slope along g, held fixed.
  private func accumulatePenalty(
    _ weight: Double, keep: UnsafePointer<Float>?, thread: Int,
    gradients: UnsafeMutablePointer<Float>
  ) {
    let slope = slopes[thread].start
    discriminator.imageGradient(logitGradient: 1, keep: keep, thread: thread, into: slope)
    let share = Float(weight / Double(options.batchSize))
    for pixel in 0..<Generator.pixels { slope[pixel] *= share }
    _ = discriminator.accumulateSlopeGradients(
      direction: slope, keep: keep, thread: thread, gradients: gradients)
  }
}
