/// A pre-activation so near to 0 that float32 cannot tell its sign, and so not LeakyReLU's slope.
struct Kink {
  /// Which LeakyReLU of the network, counted from 0.
  let layer: Int
  /// Which element of one image's pre-activations.
  let element: Int

  /// The element if it is one of `layer`.
  func element(ofLayer layer: Int) -> Int? { layer == self.layer ? element : nil }

  /// The kinks among one image's pre-activations.
  static func all(in preActivations: [[Double]], noise: Double) -> [Kink] {
    preActivations.enumerated().flatMap { layer, z in
      z.indices.filter { abs(z[$0]) < noise }.map { Kink(layer: layer, element: $0) }
    }
  }
}

/// How far each gradient element of a network moves, in sum, if every kink of the batch falls to
/// its other side: what float32 may do to it besides rounding.
///
/// One kink in the last LeakyReLU of the generator moves a bias gradient by a thousandth, so a
/// comparison to a ten-thousandth has to know the kinks.
public struct KinkAllowance: Sendable {
  /// Kinks in the batch.
  public private(set) var count = 0
  /// Absolute movements, shaped like the network.
  public private(set) var layers: [Layer]

  /// Rounding of the generator's pre-activations, about 10 times what float32 was seen to make.
  static let generatorNoise = 5e-8
  /// The discriminator sums larger terms, and in the generator's update its own parameters have
  /// just been rounded differently.
  static let discriminatorNoise = 5e-7

  /// The kinks of a discriminator update.
  init(_ network: Discriminator, _ pass: Discriminator.Pass, labels: [Double]) {
    layers = network.layers.map(\.zeros)
    let gradient = CrossEntropy.gradient(logits: pass.logits, labels: labels)
    for index in labels.indices {
      let image = pass.image(index, of: labels.count)
      let kinks = Kink.all(in: [image.z1, image.z2], noise: Self.discriminatorNoise)
      add(kinks) { network.backward([gradient[index]], image, kink: $0).layers }
    }
  }

  /// The kinks of both networks in a generator update.
  init(
    _ network: Generator, _ pass: Generator.Pass, through judge: Discriminator,
    _ judgement: Discriminator.Pass
  ) {
    layers = network.layers.map(\.zeros)
    let batch = judgement.logits.count
    let ones = [Double](repeating: 1, count: batch)
    let gradient = CrossEntropy.gradient(logits: judgement.logits, labels: ones)
    for index in 0..<batch {
      let image = pass.image(index, of: batch)
      let judged = judgement.image(index, of: batch)
      let imageGradient = judge.backward([gradient[index]], judged).images
      add(Kink.all(in: [image.z0, image.z1, image.z2], noise: Self.generatorNoise)) {
        network.backward(imageGradient, image, kink: $0)
      }
      add(Kink.all(in: [judged.z1, judged.z2], noise: Self.discriminatorNoise)) {
        network.backward(judge.backward([gradient[index]], judged, kink: $0).images, image)
      }
    }
  }

  /// Adds what each of one image's kinks changes in `gradients`.
  private mutating func add(_ kinks: [Kink], gradients: (Kink?) -> [Layer]) {
    if kinks.isEmpty { return }
    count += kinks.count
    let plain = gradients(nil)
    for kink in kinks {
      for (index, flipped) in gradients(kink).enumerated() {
        for i in flipped.kernel.indices {
          layers[index].kernel[i] += abs(flipped.kernel[i] - plain[index].kernel[i])
        }
        for i in flipped.bias.indices {
          layers[index].bias[i] += abs(flipped.bias[i] - plain[index].bias[i])
        }
      }
    }
  }
}

extension [Double] {
  /// Part `index` of `count` equal parts.
  func part(_ index: Int, of count: Int) -> [Double] {
    let length = self.count / count
    return Array(self[index * length..<(index + 1) * length])
  }
}
