import CKernels
import Tensors

/// The generator of the MNIST DCGAN: latents `[N, latent]` to images `[N, 28, 28, 1]` in 0...1.
///
/// dense 7x7x128, LeakyReLU; two 4x4 stride 2 transposed convolutions of 128 filters, LeakyReLU;
/// a 7x7 convolution to one channel, sigmoid. A thread takes a track of images through all layers
/// forward and back in its own caches; only the dense layer's gradient waits for the whole block.
public final class Generator {
  /// Weights, gradients and moments.
  public let parameters: ParameterSet
  /// Latent size.
  public let latentDimension: Int

  private let kernels: Kernels
  private let pool: WorkerPool
  private let first, second: TransposedConvolution2D
  private let denseKernel: FloatBuffer
  private let outputKernel: OperandBuffer
  private let workspaces: [GeneratorWorkspace]
  private var training: Training?

  /// Pixels of an image.
  public static let pixels = 28 * 28
  static let channels = kernel_channels
  static let hiddenCount = 7 * 7 * channels
  static let middleCount = 14 * 14 * channels
  static let lastCount = pixels * channels

  /// The tensors of the generator, in file order and Keras's layouts.
  public static func tensorShapes(latentDimension: Int) -> [(name: String, shape: [Int])] {
    [
      ("dense.kernel", [latentDimension, hiddenCount]), ("dense.bias", [hiddenCount]),
      ("transposed1.kernel", [4, 4, channels, channels]), ("transposed1.bias", [channels]),
      ("transposed2.kernel", [4, 4, channels, channels]), ("transposed2.bias", [channels]),
      ("output.kernel", [7, 7, channels, 1]), ("output.bias", [1]),
    ]
  }

  /// The parameters whose gradients a track writes whole.
  private static let transposedKernels: Set = ["transposed1.kernel", "transposed2.kernel"]

  /// What training keeps beyond a track: the gradients of the dense layer's activations of a block,
  /// and for every track a slot with the gradients of the other parameters, laid out as those are.
  private struct Training {
    let hiddenGradient = FloatBuffer(count: Blocks.images * Generator.hiddenCount)
    let slots: FloatBuffer
    let slotCount: Int

    func slot(_ track: Int) -> UnsafeMutablePointer<Float> { slots.start + track * slotCount }
  }

  /// A generator with zero parameters.
  public init(latentDimension: Int, kernels: Kernels, pool: WorkerPool) {
    self.latentDimension = latentDimension
    self.kernels = kernels
    self.pool = pool
    parameters = ParameterSet(Self.tensorShapes(latentDimension: latentDimension))
    let first = TransposedConvolution2D(stage: 0, kernels: kernels)
    let second = TransposedConvolution2D(stage: 1, kernels: kernels)
    (self.first, self.second) = (first, second)
    denseKernel = FloatBuffer(count: latentDimension * Self.hiddenCount)
    outputKernel = OperandBuffer(count: Int(kernel_output_packed_count), kernels: kernels)
    workspaces = (0..<pool.threads).map { _ in
      GeneratorWorkspace(
        first: first, second: second, kernels: kernels)
    }
  }

  private func value(_ name: String) -> UnsafeMutablePointer<Float> {
    parameters.pointer(name, in: parameters.values)
  }

  /// Where a parameter's gradient lies in a slot.
  private func slotOffset(_ name: String) -> Int {
    parameters.pointer(name, in: parameters.gradients)
      - parameters.pointer("transposed1.kernel", in: parameters.gradients)
  }

  /// Transforms the weights; needed after every change of the parameters.
  public func prepare() {
    first.prepare(kernel: value("transposed1.kernel"), pool: pool)
    second.prepare(kernel: value("transposed2.kernel"), pool: pool)
    kernels.table.output_pack(value("output.kernel"), outputKernel.at(0))
    let dense = value("dense.kernel")
    pool.run(items: Self.hiddenCount / kernels.panel) { item, _ in
      kernels.table.dense_pack(
        dense, Int32(latentDimension), Int32(Self.hiddenCount), Int32(item * kernels.panel),
        denseKernel.start)
    }
  }

  // MARK: - Forward

  /// The dense layer of a track.
  private func dense(latents: UnsafePointer<Float>, count: Int, workspace: GeneratorWorkspace) {
    kernels.table.dense_forward(
      latents, Int32(count), Int32(latentDimension), denseKernel.start, value("dense.bias"),
      Int32(Self.hiddenCount), workspace.panel.start, workspace.hidden.at(0))
  }

  /// The first convolution of a track.
  private func forwardFirst(count: Int, workspace: GeneratorWorkspace) {
    first.transformInput(
      x: workspace.hidden.at(0), images: count, index: 0, workspace: workspace.transformed)
    first.forward(
      bias: value("transposed1.bias"), images: count, index: 0, workspace: workspace.transformed,
      y: workspace.middle.at(0))
  }

  /// One image of a track, number `index` of a lane, to the workspace's probabilities.
  private func forwardSecond(image: Int, index: Int, workspace: GeneratorWorkspace) {
    second.transformInput(
      x: workspace.middle.at(image * Self.middleCount), images: 1, index: index,
      workspace: workspace.transformed)
    second.forward(
      bias: value("transposed2.bias"), images: 1, index: index, workspace: workspace.transformed,
      y: workspace.last.at(0))
    kernels.table.output_forward(
      workspace.last.at(0), outputKernel.at(0), value("output.bias").pointee,
      workspace.rowSums.at(0), workspace.probabilities.start)
  }

  /// Generates `count` images, at most a track, and hands each to `consume`.
  ///
  /// `consume` gets the index and the pixels `[28, 28]`. Tracks on different threads do not meet.
  ///
  /// `latents` is `[count, latent]`.
  public func generate(
    latents: UnsafePointer<Float>, count: Int, thread: Int,
    consume: (_ image: Int, _ pixels: UnsafePointer<Float>) -> Void
  ) {
    if count == 0 { return }
    let workspace = workspaces[thread]
    dense(latents: latents, count: count, workspace: workspace)
    forwardFirst(count: count, workspace: workspace)
    for image in 0..<count {
      forwardSecond(image: image, index: 0, workspace: workspace)
      consume(image, workspace.probabilities.start)
    }
  }

  // MARK: - Backward

  /// Clears the gradients before the first block of a batch.
  public func beginGradients() {
    for workspace in workspaces { workspace.prepareForTraining() }
    let slotCount =
      (parameters.count - parameters.entries[2].offset + 15) / 16 * 16
    if training == nil {
      training = Training(
        slots: FloatBuffer(count: Blocks.tracks * slotCount), slotCount: slotCount)
    }
    parameters.gradients.clear()
  }

  /// Generates a block of at most `Blocks.images` images, asks `loss` for the gradient of each, and
  /// accumulates the gradients of all parameters.
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
    guard let training else { preconditionFailure("beginGradients comes first") }
    pool.run(items: Blocks.tracks) { index, thread in
      let track = Blocks.track(index, count: count)
      let slot = training.slot(index)
      if isFirst { clear(slot, kernelsFollow: track.count > 0) }
      if track.count == 0 { return }
      accumulateTrack(
        latents: latents + track.first * latentDimension, count: track.count, isFirst: isFirst,
        slot: slot, hiddenGradient: training.hiddenGradient.start + track.first * Self.hiddenCount,
        workspace: workspaces[thread]
      ) { image, pixels, gradient in loss(track.first + image, thread, pixels, gradient) }
    }
    let kernel = parameters.pointer("dense.kernel", in: parameters.gradients)
    let bias = parameters.pointer("dense.bias", in: parameters.gradients)
    pool.run(items: Self.hiddenCount / kernels.panel) { item, thread in
      kernels.table.dense_backward(
        latents, Int32(count), Int32(latentDimension), training.hiddenGradient.start,
        Int32(Self.hiddenCount), Int32(item * kernels.panel), workspaces[thread].panel.start,
        kernel, bias)
    }
  }

  /// Zeros, except in the kernels that the first track is about to write.
  private func clear(_ slot: UnsafeMutablePointer<Float>, kernelsFollow: Bool) {
    for entry in parameters.entries.dropFirst(2)
    where !kernelsFollow || !Self.transposedKernels.contains(entry.name) {
      (slot + slotOffset(entry.name)).update(repeating: 0, count: entry.count)
    }
  }

  private func accumulateTrack(
    latents: UnsafePointer<Float>, count: Int, isFirst: Bool, slot: UnsafeMutablePointer<Float>,
    hiddenGradient: UnsafeMutablePointer<Float>, workspace: GeneratorWorkspace,
    loss: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    dense(latents: latents, count: count, workspace: workspace)
    forwardFirst(count: count, workspace: workspace)
    for lane in Blocks.pieces(of: count, size: Blocks.laneImages) {
      for index in 0..<lane.count {
        let image = lane.first + index
        forwardSecond(image: image, index: index, workspace: workspace)
        loss(image, workspace.probabilities.start, workspace.imageGradient.start)
        backwardOutput(index: index, slot: slot, workspace: workspace)
        second.backwardData(
          images: 1, index: index, workspace: workspace.transformed,
          dx: workspace.gradients.middle.start + image * Self.middleCount)
      }
      second.backwardWeights(
        groups: lane.count, images: 1, accumulate: lane.first > 0,
        workspace: workspace.transformed)
    }
    second.transformWeightGradient(
      of: workspace.transformed, accumulate: !isFirst, to: slot + slotOffset("transposed2.kernel"))
    backwardFirst(
      count: count, isFirst: isFirst, slot: slot, hiddenGradient: hiddenGradient,
      workspace: workspace)
  }

  /// From the gradient of one image, number `index` of a lane, to the transformed gradient of
  /// the second convolution.
  private func backwardOutput(
    index: Int, slot: UnsafeMutablePointer<Float>, workspace: GeneratorWorkspace
  ) {
    let last = workspace.last.at(0)
    let lastGradient = workspace.gradients.last.start
    slot[slotOffset("output.bias")] += kernels.table.output_backward_sigmoid(
      workspace.probabilities.start, workspace.imageGradient.start, workspace.padded.start)
    kernels.table.output_backward_weights(
      last, workspace.rowSums.at(0), workspace.padded.start, slot + slotOffset("output.kernel"))
    kernels.table.output_backward_data(workspace.padded.start, outputKernel.at(0), lastGradient)
    second.transformGradient(
      y: last, dy: lastGradient, images: 1, index: index, workspace: workspace.transformed,
      biasGradient: slot + slotOffset("transposed2.bias"))
  }

  /// From the gradient of the first convolution's output to the dense layer's pre-activations, a
  /// whole track.
  private func backwardFirst(
    count: Int, isFirst: Bool, slot: UnsafeMutablePointer<Float>,
    hiddenGradient: UnsafeMutablePointer<Float>, workspace: GeneratorWorkspace
  ) {
    // The second convolution has used the workspace since the forward pass.
    first.transformInput(
      x: workspace.hidden.at(0), images: count, index: 0, workspace: workspace.transformed)
    first.transformGradient(
      y: workspace.middle.at(0), dy: workspace.gradients.middle.start, images: count, index: 0,
      workspace: workspace.transformed,
      biasGradient: slot + slotOffset("transposed1.bias"))
    first.backwardData(
      images: count, index: 0, workspace: workspace.transformed, dx: hiddenGradient)
    first.backwardWeights(
      groups: 1, images: count, accumulate: false, workspace: workspace.transformed)
    first.transformWeightGradient(
      of: workspace.transformed, accumulate: !isFirst, to: slot + slotOffset("transposed1.kernel"))
    kernels.table.leaky_relu_backward(
      workspace.hidden.at(0), hiddenGradient, count * Self.hiddenCount)
  }

  /// Completes `parameters.gradients` after the last block of a batch: the slots added in order.
  public func finishGradients() {
    guard let training else { preconditionFailure("beginGradients comes first") }
    let sums = parameters.pointer("transposed1.kernel", in: parameters.gradients)
    let pieces = 64
    let vectors = training.slotCount / 16
    pool.run(items: pieces) { piece, _ in
      let start = vectors * piece / pieces * 16
      let end = vectors * (piece + 1) / pieces * 16
      kernels.table.sum_rows(
        training.slots.start, Int32(Blocks.tracks), training.slotCount, start, end - start, sums)
    }
  }
}
