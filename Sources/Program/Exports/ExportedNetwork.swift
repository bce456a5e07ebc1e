import CheckpointArchive
import Drawing
import Networks
import NeuralNetwork
import Tensors

/// A network of a checkpoint as it is told to other tools: its layers in their order, with their weights.
struct ExportedNetwork: Sendable {
  /// A layer.
  enum Layer: Sendable {
    /// A dense layer, of numbers or of an image that is flattened, to numbers or to an image.
    case dense(LayerWeights, from: ImageShape?, to: ImageShape?)
    /// A convolution that sees `padding.before` pixels of zeros above and on the left, `padding.after`
    /// below and on the right.
    case convolution(LayerWeights, stride: Int, padding: Padding)
    /// A transposed convolution whose output is cropped by `crop` pixels at each edge.
    case transposedConvolution(LayerWeights, stride: Int, crop: Int)
    case leakyReLU(slope: Float)

    /// Its weights, if it has some.
    var weights: LayerWeights? {
      switch self {
      case .dense(let weights, _, _), .convolution(let weights, _, _),
        .transposedConvolution(let weights, _, _):
        weights
      case .leakyReLU: nil
      }
    }
  }

  /// Zeros around an image, in pixels.
  struct Padding: Equatable, Sendable {
    let before, after: Int
  }

  let choice: NetworkChoice
  let layers: [Layer]
  /// Numbers of a latent vector, or pixels of an image.
  let inputCount: Int

  /// Height and width of an image.
  static let imageSide = 28
  private static let slope: Float = 0.2

  /// A network of a checkpoint.
  ///
  /// - Throws: `DrawingError.unusableNetwork`, `ArchiveError`, `FileError`, `KernelError`.
  init(_ choice: NetworkChoice, of checkpoint: Checkpoint) throws {
    // What follows only asks whether the tensors are a network.
    let engine = try Engine(threads: 1)
    switch choice {
    case .generator:
      self.init(generator: Array(try usableGenerator(of: checkpoint, engine: engine).tensors))
    case .discriminator:
      self.init(
        discriminator: Array(try usableDiscriminator(of: checkpoint, engine: engine).tensors))
    }
  }

  /// A generator of the tensors that `GeneratorModel` has.
  init(generator tensors: [NamedTensor]) {
    let weights = { (name: String) in Self.weights(name, in: tensors) }
    let dense = weights("dense")
    let side = Self.imageSide / 4
    choice = .generator
    inputCount = dense.kernel.shape[0]
    layers = [
      .dense(
        dense, from: nil,
        to: ImageShape(side: side, channels: dense.kernel.shape[1] / (side * side))),
      .leakyReLU(slope: Self.slope),
      .transposedConvolution(weights("transposed1"), stride: 2, crop: 1),
      .leakyReLU(slope: Self.slope),
      .transposedConvolution(weights("transposed2"), stride: 2, crop: 1),
      .leakyReLU(slope: Self.slope),
      .convolution(weights("output"), stride: 1, padding: Padding(before: 3, after: 3)),
    ]
  }

  /// A discriminator of the tensors that `DiscriminatorModel` has.
  init(discriminator tensors: [NamedTensor]) {
    let weights = { (name: String) in Self.weights(name, in: tensors) }
    // An even image at stride 2: all of the zero that is missing is below and on the right.
    let padding = Padding(before: 0, after: 1)
    let side = Self.imageSide / 4
    let dense = weights("dense")
    choice = .discriminator
    inputCount = Self.imageSide * Self.imageSide
    layers = [
      .convolution(weights("conv1"), stride: 2, padding: padding), .leakyReLU(slope: Self.slope),
      .convolution(weights("conv2"), stride: 2, padding: padding), .leakyReLU(slope: Self.slope),
      .dense(
        dense, from: ImageShape(side: side, channels: dense.kernel.shape[0] / (side * side)),
        to: nil),
    ]
  }

  private static func weights(_ name: String, in tensors: [NamedTensor]) -> LayerWeights {
    func tensor(_ part: String) -> Tensor {
      guard let found = tensors.first(where: { $0.name == "\(name).\(part)" }) else {
        preconditionFailure("a network without \(name).\(part)")
      }
      return found.tensor
    }
    return LayerWeights(name: name, kernel: tensor("kernel"), bias: tensor("bias"))
  }
}
