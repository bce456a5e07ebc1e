import Networks
import NeuralNetwork

// The update of the generator. An image's loss counts as 1 / batch.

extension AdversarialModel {
  /// What an update of the generator measured.
  struct GeneratorUpdate {
    let loss, gradientNorm: Double
    let isFinite: Bool
  }

  /// Updates the generator on a whole batch, through the discriminator as it is; `checkpoint` is as in
  /// `updateDiscriminator`.
  func updateGenerator(
    _ inputs: StepInputs, checkpoint: () throws -> Void
  ) rethrows -> GeneratorUpdate {
    let batch = options.batchSize
    discriminator.prepare()
    if objective.isOfPairs { judgeOpponents(inputs) }
    let half = batch / 2
    try inputs.generatorLatents.withUnsafeBufferPointer { latents in
      guard let latents = latents.baseAddress else { return }
      try generatorGradients.compute(latents: latents, count: batch, checkpoint: checkpoint) {
        sample, thread, pixels, gradient in
        let keep = mask(inputs.generatorDropout, sample: sample, thread: thread)
        let logit = discriminator.logit(image: pixels, keep: keep, thread: thread)
        generatorLogits.start[sample] = logit
        discriminator.imageGradient(
          logitGradient: logitGradient(
            logit, .fooling, partner: opponentLogits.start[sample % half]),
          keep: keep, thread: thread, into: gradient)
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
    let opponents = UnsafeBufferPointer(start: opponentLogits.start, count: half)
    let losses = (0..<shards.count).map {
      objective.loss(logits, .fooling, shards[$0], partners: opponents)
    }
    let mean = Shards.sum(losses) / Double(batch)
    return GeneratorUpdate(
      loss: mean, gradientNorm: norm, isFinite: isFinite && mean.isFinite)
  }

  /// Leaves the logits of the real images of the last update, each the partner of two generated ones; their
  /// masks are the ones behind those.
  private func judgeOpponents(_ inputs: StepInputs) {
    let half = options.batchSize / 2
    let first = (options.discriminatorUpdates - 1) * half
    inputs.realImages.withUnsafeBufferPointer { images in
      guard let images = images.baseAddress else { return }
      engine.run(items: half) { image, thread in
        let keep = mask(
          inputs.generatorDropout, sample: options.batchSize + image, thread: thread)
        opponentLogits.start[image] = discriminator.logit(
          image: images + (first + image) * Generator.pixels, keep: keep, thread: thread)
      }
    }
  }
}
