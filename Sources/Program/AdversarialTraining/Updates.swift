import Networks
import NeuralNetwork

// The updates of a step. An image's loss counts as 1 / batch.

extension AdversarialModel {
  /// What an update of the discriminator measured.
  struct DiscriminatorUpdate {
    let loss: Double
    let realCorrect, fakeCorrect: Int
    let gradientNorm: Double
    let isFinite: Bool
  }

  /// What one update of the discriminator takes, of what a step has.
  private struct JudgedBatch {
    /// `[batch / 2, 28, 28]` and `[batch / 2, latent]`.
    let realImages, latents: UnsafePointer<Float>
    let dropout: DropoutSource
    /// The sample of the masks that its first real image has.
    let firstSample: Int
  }

  /// What an update of the generator measured.
  struct GeneratorUpdate {
    let loss, gradientNorm: Double
    let isFinite: Bool
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
        loss(generated[shards[shard]], .generated), loss(real[shards[shard]], .real),
      ]
    }
    let mean = Shards.sum(losses) / Double(2 * half)
    return DiscriminatorUpdate(
      loss: mean, realCorrect: real.count { $0 > 0 }, fakeCorrect: generated.count { $0 < 0 },
      gradientNorm: gradientNorm, isFinite: isFinite && mean.isFinite)
  }

  /// The sum of the losses of a shard, image by image.
  private func loss(_ logits: Slice<UnsafeBufferPointer<Float>>, _ sample: Objective.Sample)
    -> Double
  {
    logits.reduce(0) { $0 + objective.loss($1, sample) }
  }

  private func judgeGenerated(
    _ batch: JudgedBatch, _ images: Range<Int>, leaf: Int, thread: Int
  ) {
    let half = options.batchSize / 2
    discriminatorGradients.accumulate(shard: leaf) { gradients in
      generator.generate(
        latents: batch.latents + images.lowerBound * generator.latentDimension,
        count: images.count, thread: thread
      ) { image, pixels in
        let sample = images.lowerBound + image
        (fakeImages.start + sample * Generator.pixels)
          .update(from: pixels, count: Generator.pixels)
        judge(
          pixels, .generated, sample: half + sample, of: batch, thread: thread,
          gradients: gradients)
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
    discriminatorLogits.start[sample] = logit
    discriminator.accumulateGradients(
      logitGradient: logitGradient(logit, kind), keep: keep, thread: thread,
      gradients: gradients)
  }

  /// The derivative of the batch's mean loss.
  private func logitGradient(_ logit: Float, _ kind: Objective.Sample) -> Float {
    Float(objective.gradient(logit, kind) / Double(options.batchSize))
  }

  /// Updates the generator on a whole batch, through the discriminator as it is; `checkpoint` is as in
  /// `updateDiscriminator`.
  func updateGenerator(
    _ inputs: StepInputs, checkpoint: () throws -> Void
  ) rethrows -> GeneratorUpdate {
    let batch = options.batchSize
    discriminator.prepare()
    try inputs.generatorLatents.withUnsafeBufferPointer { latents in
      guard let latents = latents.baseAddress else { return }
      try generatorGradients.compute(latents: latents, count: batch, checkpoint: checkpoint) {
        sample, thread, pixels, gradient in
        let keep = mask(inputs.generatorDropout, sample: sample, thread: thread)
        let logit = discriminator.logit(image: pixels, keep: keep, thread: thread)
        generatorLogits.start[sample] = logit
        discriminator.imageGradient(
          logitGradient: logitGradient(logit, .fooling), keep: keep, thread: thread,
          into: gradient)
      }
    }
    let norm = engine.norm(of: generatorGradients.gradients)
    let isFinite = generatorAdam.update(
      generator.parameters, gradients: generatorGradients.gradients,
      rate: rates(epoch: inputs.epoch).generator, engine: engine)
    generatorAverage?.add(
      generator.parameters, update: generatorAdam.updates, engine: engine)
    let logits = UnsafeBufferPointer(start: generatorLogits.start, count: batch)
    let shards = Shards(images: batch)
    let losses = (0..<shards.count).map { loss(logits[shards[$0]], .fooling) }
    let mean = Shards.sum(losses) / Double(batch)
    return GeneratorUpdate(
      loss: mean, gradientNorm: norm, isFinite: isFinite && mean.isFinite)
  }
}
