/// The generator: latents `[N, latent]` to images `[N, 28, 28, 1]`.
public struct Generator: Sendable {
  private static let channels = 128
  static let first = TransposedConvolution(
    window: Window(large: 14, small: 7, taps: 4, stride: 2, padding: 1),
    inputs: channels, outputs: channels)
  static let second = TransposedConvolution(
    window: Window(large: 28, small: 14, taps: 4, stride: 2, padding: 1),
    inputs: channels, outputs: channels)
  static let output = Convolution(
    window: Window(large: 28, small: 28, taps: 7, stride: 1, padding: 3),
    inputs: channels, outputs: 1)

  /// Dense, two transposed convolutions, output convolution.
  public var layers: [Layer]

  private let dense: Dense

  /// A generator of the given layers, in that order.
  public init(layers: [Layer]) {
    precondition(layers.count == 4)
    self.layers = layers
    dense = Dense(inputs: layers[0].kernelShape[0], outputs: layers[0].kernelShape[1])
  }

  /// What the backward pass needs of the forward pass: `x` enter, `z` leave a layer.
  struct Pass {
    let latents, z0, x1, z1, x2, z2, x3, images: [Double]

    /// The part of one of `count` images.
    func image(_ index: Int, of count: Int) -> Pass {
      Pass(
        latents: latents.part(index, of: count), z0: z0.part(index, of: count),
        x1: x1.part(index, of: count), z1: z1.part(index, of: count),
        x2: x2.part(index, of: count), z2: z2.part(index, of: count),
        x3: x3.part(index, of: count), images: images.part(index, of: count))
    }
  }

  func forward(_ latents: [Double]) -> Pass {
    let z0 = dense.forward(latents, kernel: layers[0].kernel, bias: layers[0].bias)
    let x1 = LeakyReLU.forward(z0)
    let z1 = Self.first.forward(x1, kernel: layers[1].kernel, bias: layers[1].bias)
    let x2 = LeakyReLU.forward(z1)
    let z2 = Self.second.forward(x2, kernel: layers[2].kernel, bias: layers[2].bias)
    let x3 = LeakyReLU.forward(z2)
    let z3 = Self.output.forward(x3, kernel: layers[3].kernel, bias: layers[3].bias)
    return Pass(
      latents: latents, z0: z0, x1: x1, z1: z1, x2: x2, z2: z2, x3: x3,
      images: Sigmoid.forward(z3))
  }

  /// The images of `latents`.
  public func images(_ latents: [Double]) -> [Double] { forward(latents).images }

  /// The gradients of all parameters from that of the images.
  func backward(_ imageGradient: [Double], _ pass: Pass, kink: Kink? = nil) -> [Layer] {
    let dz3 = Sigmoid.backward(imageGradient, y: pass.images)
    let dx3 = Self.output.backwardData(dz3, kernel: layers[3].kernel)
    let dz2 = LeakyReLU.backward(dx3, x: pass.z2, flipped: kink?.element(ofLayer: 2))
    let dx2 = Self.second.backwardData(dz2, kernel: layers[2].kernel)
    let dz1 = LeakyReLU.backward(dx2, x: pass.z1, flipped: kink?.element(ofLayer: 1))
    let dx1 = Self.first.backwardData(dz1, kernel: layers[1].kernel)
    let dz0 = LeakyReLU.backward(dx1, x: pass.z0, flipped: kink?.element(ofLayer: 0))
    return [
      layers[0].replacing(dense.backwardWeights(pass.latents, dz0)),
      layers[1].replacing(Self.first.backwardWeights(pass.x1, dz1)),
      layers[2].replacing(Self.second.backwardWeights(pass.x2, dz2)),
      layers[3].replacing(Self.output.backwardWeights(pass.x3, dz3)),
    ]
  }
}
