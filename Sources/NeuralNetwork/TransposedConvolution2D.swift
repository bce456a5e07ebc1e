import CKernels

/// A 4x4, stride 2, `same` transposed convolution of 128 to 128 channels with LeakyReLU, computed
/// block by block in the Winograd domain.
///
/// A block's transformed inputs and gradients stay here between the passes; the weight gradient
/// accumulates over the blocks of a batch, in the transformed domain, and is transformed once.
public final class TransposedConvolution2D {
  let operations: TransposedConvolutionKernels
  let panel: Int
  /// Input height and width: 7 or 14.
  public let size: Int
  let tilesPerImage: Int
  private let transposed: FloatBuffer
  private let weights, transposedWeights, inputs: OperandBuffer
  private var gradients: OperandBuffer?
  private var weightGradients: FloatBuffer?
  private let kernels: Kernels
  private let blockImages: Int
  private let points: Int

  static let channels = kernel_channels
  static let phaseChannels = kernel_phase_channels

  /// Stage 0 goes from 7 to 14 pixels, stage 1 from 14 to 28; a block holds at most `blockImages`.
  public init(stage: Int, blockImages: Int, kernels: Kernels) {
    operations = stage == 0 ? kernels.table.transposed.0 : kernels.table.transposed.1
    panel = kernels.panel
    size = Int(operations.size)
    tilesPerImage = Int(operations.tiles_per_image)
    points = Int(operations.points)
    self.blockImages = blockImages
    self.kernels = kernels
    let matrix = Self.channels * Self.phaseChannels
    transposed = FloatBuffer(count: 16 * Self.channels * Self.channels)
    weights = OperandBuffer(count: points * matrix, kernels: kernels)
    transposedWeights = OperandBuffer(count: points * matrix, kernels: kernels)
    inputs = OperandBuffer(
      count: points * (Self.channels * blockImages * tilesPerImage + Self.padding(2)),
      kernels: kernels)
  }

  /// Elements of `bytes` bytes, or smaller, that stay free between transform points.
  private static func padding(_ bytes: Int) -> Int { kernel_point_padding_bytes / bytes }

  /// Floats of scratch that `images` need in `forward` and `backwardData`, and any number of them in
  /// `backwardWeights`.
  public func scratchCount(images: Int) -> Int {
    max(
      points * (panel * images * tilesPerImage + Self.padding(4)),
      Int(operations.scratch_bytes) / 4)
  }

  /// Transforms `kernel` `[4, 4, out, in]`; needed after every change of it.
  public func prepare(kernel: UnsafePointer<Float>, pool: WorkerPool) {
    pool.run(items: 16) { tap, _ in
      operations.transpose_weights(kernel, transposed.start, Int32(tap))
    }
    pool.run(items: 32) { item, _ in
      for channel in stride(from: item * 4, to: item * 4 + 4, by: 2) {
        operations.transform_weights(
          kernel, transposed.start, Int32(channel), weights.at(0), transposedWeights.at(0))
      }
    }
  }

  /// `y = LeakyReLU(transposed convolution of x + bias)` for images `first ..< first + images` of
  /// a block of `total`: `x` `[images, size, size, 128]`, `y` `[images, 2 size, 2 size, 128]`.
  public func forward(
    x: UnsafeRawPointer, bias: UnsafePointer<Float>, images: Int, first: Int, total: Int,
    scratch: UnsafeMutablePointer<Float>, y: UnsafeMutableRawPointer
  ) {
    let tile = Int32(first * tilesPerImage)
    let tiles = Int32(total * tilesPerImage)
    operations.transform_input(x, Int32(images), tile, tiles, inputs.at(0))
    operations.forward(
      inputs.at(0), Int32(images), tile, tiles, weights.at(0), bias, scratch, y)
  }

  /// Allocates what only training needs.
  public func prepareForTraining() {
    if gradients != nil { return }
    gradients = OperandBuffer(
      count: points * (Self.phaseChannels * blockImages * tilesPerImage + Self.padding(2)),
      kernels: kernels)
    weightGradients = FloatBuffer(count: points * Self.channels * Self.phaseChannels)
  }

  /// Transforms the gradient `dy` of `y` through LeakyReLU; adds to the bias gradient `[128]`.
  public func transformGradient(
    y: UnsafeRawPointer, dy: UnsafePointer<Float>, images: Int, first: Int, total: Int,
    biasGradient: UnsafeMutablePointer<Float>
  ) {
    operations.transform_gradient(
      y, dy, Int32(images), Int32(first * tilesPerImage), Int32(total * tilesPerImage),
      gradients?.at(0), biasGradient)
  }

  /// The gradient of the input, `[images, size, size, 128]`, after `transformGradient`.
  public func backwardData(
    images: Int, first: Int, total: Int, scratch: UnsafeMutablePointer<Float>,
    dx: UnsafeMutablePointer<Float>
  ) {
    operations.backward_data(
      gradients?.at(0), Int32(images), Int32(first * tilesPerImage),
      Int32(total * tilesPerImage), transposedWeights.at(0), scratch, dx)
  }

  /// Independent slices of the weight gradient of a block.
  public var weightGradientSlices: Int { points }

  /// Adds the block's share to one slice of the weight gradient, or starts it.
  public func backwardWeights(
    slice: Int, total: Int, accumulate: Bool, scratch: UnsafeMutablePointer<Float>
  ) {
    operations.backward_weights(
      inputs.at(0), gradients?.at(0), Int32(total * tilesPerImage), Int32(slice),
      accumulate ? 1 : 0, scratch, weightGradients?.start)
  }

  /// The accumulated weight gradient, `[4, 4, out, in]`.
  public func weightGradient(into kernel: UnsafeMutablePointer<Float>, pool: WorkerPool) {
    pool.run(items: 32) { item, _ in
      for channel in item * 4..<item * 4 + 4 {
        operations.transform_weight_gradient(weightGradients?.start, Int32(channel), kernel)
      }
    }
  }
}
