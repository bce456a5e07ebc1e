import NeuralNetwork

/// Standard normal latents `[count, dimension]` for pictures and evaluation: the same seed gives
/// the same latents, whatever the checkpoint.
public func sampleLatents(
  seed: UInt64, count: Int, dimension: Int, engine: Engine
) -> [Float] {
  sampleLatents(seed: seed, images: 0..<count, dimension: dimension, engine: engine)
}

/// Those latents of the images `images`, counted from 0, without those before them.
///
/// - Parameters:
///   - seed: Key of the latents.
///   - images: Which.
///   - dimension: Numbers of a latent vector.
///   - truncation: When given, above 0: a number further from 0 is drawn again, until it is not, which
///     gives the normal distribution cut off there. Digits become more alike, and fewer of them broken.
///   - engine: Draws.
/// - Returns: `[images.count, dimension]`.
/// - Precondition: `images` begins at a multiple of 64, and there are at most `RandomStream.mostWords`
///   numbers up to its end.
///
/// Source: Brock, Donahue and Simonyan 2019, arXiv:1809.11096, section 3.1.
public func sampleLatents(
  seed: UInt64, images: Range<Int>, dimension: Int, truncation: Float? = nil, engine: Engine
) -> [Float] {
  let stream = RandomStream(seed: seed, kernels: engine.kernels)
  func draw(_ attempt: Int) -> [Float] {
    stream.normals(
      .samples, epoch: 0, step: attempt, from: images.lowerBound * dimension,
      count: images.count * dimension)
  }
  var latents = draw(0)
  guard let truncation else { return latents }
  precondition(truncation > 0, "latents truncated at \(truncation)")
  var outside = latents.indices.filter { abs(latents[$0]) > truncation }
  var attempt = 0
  while !outside.isEmpty {
    attempt += 1
    let drawn = draw(attempt)
    for index in outside { latents[index] = drawn[index] }
    outside.removeAll { abs(latents[$0]) <= truncation }
  }
  return latents
}
