/// The discriminator: images `[N, 28, 28, 1]` to logits `[N]`.
public struct Discriminator: Sendable {
  /// Two convolutions and a dense layer.
  public var layers: [Layer]

  private let first, second: Convolution
  private let dense: Dense

  /// A discriminator of the given layers, in that order.
  public init(layers: [Layer]) {
    precondition(layers.count == 3)
    self.layers = layers
    let filters = layers[0].bias.count
    (first, second) = Self.convolutions(filters: filters)
    dense = Dense(inputs: 7 * 7 * filters, outputs: 1)
  }

  /// The convolutions, of so many filters each.
  static func convolutions(filters: Int) -> (first: Convolution, second: Convolution) {
    // TensorFlow's `same` at stride 2 on an even size: nothing before the image, one row and one
    // column after it.
    let first = Convolution(
      window: Window(large: 28, small: 14, taps: 3, stride: 2, padding: 0),
      inputs: 1, outputs: filters)
    let second = Convolution(
      window: Window(large: 14, small: 7, taps: 3, stride: 2, padding: 0),
      inputs: filters, outputs: filters)
    return (first, second)
  }

  /// The dropout multipliers of a batch, one array a layer.
  public struct Masks: Sendable {
    /// `[N, 14, 14, filters]` and `[N, 7, 7, filters]`.
    public let first, second: [Double]

    /// Multipliers 0 or `1 / (1 - rate)`.
    public init(first: [Double], second: [Double]) {
      self.first = first
      self.second = second
    }
  }

  /// What the backward pass needs of the forward pass: `x` enter, `z` leave a layer.
  struct Pass {
    let images, z1, x2, z2, x3, logits: [Double]
    let masks: Masks?

    /// The part of one of `count` images.
    func image(_ index: Int, of count: Int) -> Pass {
      Pass(
        images: images.part(index, of: count), z1: z1.part(index, of: count),
        x2: x2.part(index, of: count), z2: z2.part(index, of: count),
        x3: x3.part(index, of: count), logits: logits.part(index, of: count),
        masks: masks.map {
          Masks(first: $0.first.part(index, of: count), second: $0.second.part(index, of: count))
        })
    }
  }

  func forward(_ images: [Double], masks: Masks?) -> Pass {
    let z1 = first.forward(images, kernel: layers[0].kernel, bias: layers[0].bias)
    let x2 = Dropout.apply(LeakyReLU.forward(z1), multipliers: masks?.first)
    let z2 = second.forward(x2, kernel: layers[1].kernel, bias: layers[1].bias)
    let x3 = Dropout.apply(LeakyReLU.forward(z2), multipliers: masks?.second)
    let logits = dense.forward(x3, kernel: layers[2].kernel, bias: layers[2].bias)
    return Pass(images: images, z1: z1, x2: x2, z2: z2, x3: x3, logits: logits, masks: masks)
  }

  /// The logits of `images`; without masks nothing is dropped.
  public func logits(_ images: [Double], masks: Masks?) -> [Double] {
    forward(images, masks: masks).logits
  }

  /// The gradients of all parameters and of the images from those of the logits.
  func backward(
    _ logitGradient: [Double], _ pass: Pass, kink: Kink? = nil
  ) -> (layers: [Layer], images: [Double]) {
    let dx3 = dense.backwardData(logitGradient, kernel: layers[2].kernel)
    let dz2 = LeakyReLU.backward(
      Dropout.apply(dx3, multipliers: pass.masks?.second), x: pass.z2,
      flipped: kink?.element(ofLayer: 1))
    let dx2 = second.backwardData(dz2, kernel: layers[1].kernel)
    let dz1 = LeakyReLU.backward(
      Dropout.apply(dx2, multipliers: pass.masks?.first), x: pass.z1,
      flipped: kink?.element(ofLayer: 0))
    let gradients = [
      layers[0].replacing(first.backwardWeights(pass.images, dz1)),
      layers[1].replacing(second.backwardWeights(pass.x2, dz2)),
      layers[2].replacing(dense.backwardWeights(pass.x3, logitGradient)),
    ]
    return (gradients, first.backwardData(dz1, kernel: layers[0].kernel))
  }
}
