import CKernels
import Tensors

/// The generator of the MNIST DCGAN: latents `[N, latent]` to images `[N, 28, 28, 1]` in 0...1.
///
/// dense 7x7x128, LeakyReLU; two 4x4 stride 2 transposed convolutions of 128 filters, LeakyReLU;
/// a 7x7 convolution to one channel, sigmoid. A lane of images goes through all layers forward
/// and back while it stays in cache; only the weight gradients wait for the whole block.
public final class Generator {
  /// Weights, gradients and moments.
  public let parameters: ParameterSet
  /// Latent size.
  public let latentDimension: Int

  private let kernels: Kernels
  private let pool: WorkerPool
  private let first, second: TransposedConvolution2D
  private let hidden: OperandBuffer  // dense activations of a block, [32, 7, 7, 128]
  private let outputKernel: OperandBuffer
  private let hiddenGradient: FloatBuffer
  private let scratch: [LaneScratch]
  private var laneGradients: FloatBuffer?  // per lane: both biases, output kernel, output bias

  /// Pixels of an image.
  public static let pixels = 28 * 28
  private static let channels = kernel_channels
  private static let hiddenCount = 7 * 7 * channels
  private static let middleCount = 14 * 14 * channels
  private static let lastCount = pixels * channels
  private static let outputKernelCount = 7 * 7 * channels
  private static let laneGradientCount = 2 * channels + outputKernelCount + 16

  /// The tensors of the generator, in file order and Keras's layouts.
  public static func tensorShapes(latentDimension: Int) -> [(name: String, shape: [Int])] {
    [
      ("dense.kernel", [latentDimension, hiddenCount]), ("dense.bias", [hiddenCount]),
      ("transposed1.kernel", [4, 4, channels, channels]), ("transposed1.bias", [channels]),
      ("transposed2.kernel", [4, 4, channels, channels]), ("transposed2.bias", [channels]),
      ("output.kernel", [7, 7, channels, 1]), ("output.bias", [1]),
    ]
  }

  /// What one thread works on: a lane up to the first convolution's output, then group by group.
  private struct LaneScratch {
    let middle, last: OperandBuffer
    let middleGradient = FloatBuffer(count: Blocks.laneImages * Generator.middleCount)
    let lastGradient = FloatBuffer(count: Generator.lastCount)
    let probabilities = FloatBuffer(count: Blocks.groupImages * Generator.pixels)
    let imageGradient = FloatBuffer(count: Generator.pixels)
    let padded = FloatBuffer(count: kernel_padded_gradient_count)
    let panel, products: FloatBuffer

    init(panelCount: Int, productCount: Int, kernels: Kernels) {
      middle = OperandBuffer(
        count: Blocks.laneImages * Generator.middleCount, kernels: kernels)
      last = OperandBuffer(count: Blocks.groupImages * Generator.lastCount, kernels: kernels)
      panel = FloatBuffer(count: panelCount)
      products = FloatBuffer(count: productCount)
    }
  }

  /// A generator with zero parameters.
  public init(latentDimension: Int, kernels: Kernels, pool: WorkerPool) {
    self.latentDimension = latentDimension
    self.kernels = kernels
    self.pool = pool
    parameters = ParameterSet(Self.tensorShapes(latentDimension: latentDimension))
    let first = TransposedConvolution2D(stage: 0, blockImages: Blocks.images, kernels: kernels)
    let second = TransposedConvolution2D(stage: 1, blockImages: Blocks.images, kernels: kernels)
    (self.first, self.second) = (first, second)
    hidden = OperandBuffer(count: Blocks.images * Self.hiddenCount, kernels: kernels)
    outputKernel = OperandBuffer(count: Int(kernel_output_packed_count), kernels: kernels)
    hiddenGradient = FloatBuffer(count: Blocks.images * Self.hiddenCount)
    let products = max(
      first.scratchCount(images: Blocks.laneImages),
      second.scratchCount(images: Blocks.groupImages))
    scratch = (0..<pool.threads).map { _ in
      LaneScratch(
        panelCount: (latentDimension + Blocks.images) * kernels.panel, productCount: products,
        kernels: kernels)
    }
  }

  private func value(_ name: String) -> UnsafeMutablePointer<Float> {
    parameters.pointer(name, in: parameters.values)
  }

  private func gradient(_ name: String) -> UnsafeMutablePointer<Float> {
    parameters.pointer(name, in: parameters.gradients)
  }

  /// Transforms the weights; needed after every change of the parameters.
  public func prepare() {
    first.prepare(kernel: value("transposed1.kernel"), pool: pool)
    second.prepare(kernel: value("transposed2.kernel"), pool: pool)
    kernels.table.output_pack(value("output.kernel"), outputKernel.at(0))
  }

  /// Clears the gradients before the first block of a batch.
  public func beginGradients() {
    first.prepareForTraining()
    second.prepareForTraining()
    if laneGradients == nil {
      laneGradients = FloatBuffer(count: Blocks.lanes * Self.laneGradientCount)
    }
    laneGradients?.clear()
    parameters.gradients.clear()
  }

  /// The dense layer of a block, into `hidden`.
  private func dense(latents: UnsafePointer<Float>, count: Int) {
    let kernel = value("dense.kernel")
    let bias = value("dense.bias")
    pool.run(items: Self.hiddenCount / kernels.panel) { item, thread in
      kernels.table.dense_forward(
        latents, Int32(count), Int32(latentDimension), kernel, bias, Int32(Self.hiddenCount),
        Int32(item * kernels.panel), scratch[thread].panel.start, hidden.at(0))
    }
  }

  /// One lane from `hidden` to the first convolution's output.
  private func forwardFirst(lane: (first: Int, count: Int), total: Int, scratch: LaneScratch) {
    first.forward(
      x: hidden.at(lane.first * Self.hiddenCount), bias: value("transposed1.bias"),
      images: lane.count, first: lane.first, total: total, scratch: scratch.products.start,
      y: scratch.middle.at(0))
  }

  /// One group of the lane that begins at `lane`, from there to `scratch.probabilities`.
  private func forwardSecond(
    group: (first: Int, count: Int), lane: Int, total: Int, scratch: LaneScratch
  ) {
    second.forward(
      x: scratch.middle.at(group.first * Self.middleCount), bias: value("transposed2.bias"),
      images: group.count, first: lane + group.first, total: total,
      scratch: scratch.products.start, y: scratch.last.at(0))
    for image in 0..<group.count {
      kernels.table.output_forward(
        scratch.last.at(image * Self.lastCount), outputKernel.at(0),
        value("output.bias").pointee, scratch.probabilities.start + image * Self.pixels)
    }
  }

  /// Generates a block of at most `Blocks.images` images and hands each to `consume`, on the
  /// thread that made it: index in the block, lane, thread, pixels `[28, 28]`.
  ///
  /// `latents` is `[count, latent]`.
  public func generate(
    latents: UnsafePointer<Float>, count: Int,
    consume: (_ image: Int, _ lane: Int, _ thread: Int, _ pixels: UnsafePointer<Float>) -> Void
  ) {
    dense(latents: latents, count: count)
    pool.run(items: Blocks.lanes) { index, thread in
      let lane = Blocks.range(lane: index, count: count)
      if lane.count == 0 { return }
      let scratch = scratch[thread]
      forwardFirst(lane: lane, total: count, scratch: scratch)
      for group in Blocks.groups(count: lane.count) {
        forwardSecond(group: group, lane: lane.first, total: count, scratch: scratch)
        for image in 0..<group.count {
          consume(
            lane.first + group.first + image, index, thread,
            scratch.probabilities.start + image * Self.pixels)
        }
      }
    }
  }

  /// Generates a block, asks `loss` for the gradient of each image, and accumulates the gradients
  /// of all parameters.
  ///
  /// `latents` is `[count, latent]`; `loss` gets the index in the block, the thread, the image and
  /// the place of its gradient, both `[28, 28]`.
  public func accumulateGradients(
    latents: UnsafePointer<Float>, count: Int, isFirst: Bool,
    loss: (
      _ image: Int, _ thread: Int, _ pixels: UnsafePointer<Float>,
      _ gradient: UnsafeMutablePointer<Float>
    ) -> Void
  ) {
    guard let laneGradients else { preconditionFailure("beginGradients comes first") }
    dense(latents: latents, count: count)
    pool.run(items: Blocks.lanes) { index, thread in
      let lane = Blocks.range(lane: index, count: count)
      if lane.count == 0 { return }
      let scratch = scratch[thread]
      let gradients = laneGradients.start + index * Self.laneGradientCount
      forwardFirst(lane: lane, total: count, scratch: scratch)
      for group in Blocks.groups(count: lane.count) {
        forwardSecond(group: group, lane: lane.first, total: count, scratch: scratch)
        for image in 0..<group.count {
          let index = lane.first + group.first + image
          let pixels = scratch.probabilities.start + image * Self.pixels
          loss(index, thread, pixels, scratch.imageGradient.start)
          backwardOutput(
            image: image, block: index, total: count, scratch: scratch, gradients: gradients)
        }
        second.backwardData(
          images: group.count, first: lane.first + group.first, total: count,
          scratch: scratch.products.start,
          dx: scratch.middleGradient.start + group.first * Self.middleCount)
      }
      backwardFirst(lane: lane, total: count, scratch: scratch, gradients: gradients)
    }
    accumulateWeightGradients(latents: latents, count: count, isFirst: isFirst)
  }

  /// From the gradient of one image to the transformed gradient of the second convolution.
  private func backwardOutput(
    image: Int, block: Int, total: Int, scratch: LaneScratch,
    gradients: UnsafeMutablePointer<Float>
  ) {
    let last = scratch.last.at(image * Self.lastCount)
    let output = gradients + 2 * Self.channels
    output[Self.outputKernelCount] += kernels.table.output_backward_sigmoid(
      scratch.probabilities.start + image * Self.pixels, scratch.imageGradient.start,
      scratch.padded.start)
    kernels.table.output_backward_weights(last, scratch.padded.start, output)
    kernels.table.output_backward_data(
      scratch.padded.start, outputKernel.at(0), scratch.lastGradient.start)
    second.transformGradient(
      y: last, dy: scratch.lastGradient.start, images: 1, first: block, total: total,
      biasGradient: gradients + Self.channels)
  }

  /// From the gradient of the first convolution's output to the dense layer's pre-activations.
  private func backwardFirst(
    lane: (first: Int, count: Int), total: Int, scratch: LaneScratch,
    gradients: UnsafeMutablePointer<Float>
  ) {
    first.transformGradient(
      y: scratch.middle.at(0), dy: scratch.middleGradient.start, images: lane.count,
      first: lane.first, total: total, biasGradient: gradients)
    let offset = lane.first * Self.hiddenCount
    first.backwardData(
      images: lane.count, first: lane.first, total: total, scratch: scratch.products.start,
      dx: hiddenGradient.start + offset)
    kernels.table.leaky_relu_backward(
      hidden.at(offset), hiddenGradient.start + offset, lane.count * Self.hiddenCount)
  }

  private func accumulateWeightGradients(
    latents: UnsafePointer<Float>, count: Int, isFirst: Bool
  ) {
    let kernel = gradient("dense.kernel")
    let bias = gradient("dense.bias")
    let secondSlices = second.weightGradientSlices
    let slices = secondSlices + first.weightGradientSlices
    let columns = Self.hiddenCount / kernels.panel
    pool.run(items: slices + columns) { item, thread in
      if item < secondSlices {
        second.backwardWeights(
          slice: item, total: count, accumulate: !isFirst,
          scratch: scratch[thread].products.start)
      } else if item < slices {
        first.backwardWeights(
          slice: item - secondSlices, total: count, accumulate: !isFirst,
          scratch: scratch[thread].products.start)
      } else {
        kernels.table.dense_backward(
          latents, Int32(count), Int32(latentDimension), hiddenGradient.start,
          Int32(Self.hiddenCount), Int32((item - slices) * kernels.panel),
          scratch[thread].panel.start, kernel, bias)
      }
    }
  }

  /// Completes `parameters.gradients` after the last block of a batch.
  public func finishGradients() {
    guard let laneGradients else { preconditionFailure("beginGradients comes first") }
    first.weightGradient(into: gradient("transposed1.kernel"), pool: pool)
    second.weightGradient(into: gradient("transposed2.kernel"), pool: pool)
    let sums = laneGradients.start  // the first lane's place takes the sum of all
    kernels.table.sum_rows(
      sums, Int32(Blocks.lanes), Self.laneGradientCount, 0, Self.laneGradientCount, sums)
    gradient("transposed1.bias").update(from: sums, count: Self.channels)
    gradient("transposed2.bias").update(from: sums + Self.channels, count: Self.channels)
    gradient("output.kernel").update(
      from: sums + 2 * Self.channels, count: Self.outputKernelCount + 1)
  }
}
