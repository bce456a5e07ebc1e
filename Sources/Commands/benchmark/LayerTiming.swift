import CKernels
import CommandSupport
import NeuralNetwork

/// The time of one pass of one layer.
struct LayerTiming: Encodable {
  let layer, pass: String
  let milliseconds: Double
  /// Counted directly.
  let gigaflops: Double
}

/// Multiply-adds a second that all threads reach together in registers, in GFLOP/s.
func measurePeak(kernels: Kernels, pool: WorkerPool) -> Double {
  let count = 200_000_000
  var best = Double.infinity
  for _ in 0..<8 {
    let start = monotonicSeconds()
    pool.run(items: pool.threads) { _, _ in _ = kernels.table.multiply_add_loop(count) }
    best = min(best, monotonicSeconds() - start)
  }
  return 2 * Double(count * pool.threads) / best * 1e-9
}

/// Times the passes of the generator's three large layers on `images` images, cut as the training step
/// cuts them.
///
/// The best of several. Weight gradients stay in the transformed domain here.
func timeLayers(kernels: Kernels, pool: WorkerPool, images: Int) -> [LayerTiming] {
  var timings: [LayerTiming] = []
  for stage in 0...1 {
    let layer = TransposedLayer(stage: stage, kernels: kernels, pool: pool)
    let flops = Double(2 * images * 16 * layer.inputCount * 128)
    let name = stage == 0 ? "transposed1 7 -> 14" : "transposed2 14 -> 28"
    for (pass, work) in [
      ("forward", layer.forward), ("backward-data", layer.backwardData),
      ("backward-weights", layer.backwardWeights),
    ] {
      timings.append(
        time(layer: name, pass: pass, flops: flops) {
          pool.run(items: images / layer.images) { _, thread in work(thread) }
        })
    }
  }
  let output = OutputLayer(kernels: kernels, pool: pool)
  let flops = Double(2 * images * 28 * 28 * 49 * 128)
  for (pass, work) in [
    ("forward", output.forward), ("backward-data", output.backwardData),
    ("backward-weights", output.backwardWeights),
  ] {
    timings.append(time(layer: "output 7x7", pass: pass, flops: flops) { work(images) })
  }
  return timings
}

private func time(
  layer: String, pass: String, flops: Double, _ work: () -> Void
) -> LayerTiming {
  var best = Double.infinity
  for _ in 0..<10 {
    let start = monotonicSeconds()
    work()
    best = min(best, monotonicSeconds() - start)
  }
  return LayerTiming(
    layer: layer, pass: pass, milliseconds: best * 1e3, gigaflops: flops / best * 1e-9)
}

/// A transposed convolution on what a thread multiplies together, cut as the generator cuts it.
private final class TransposedLayer {
  private let layer: TransposedConvolution2D
  let images: Int
  private let groups: Int
  private let workspaces: [TransposedConvolution2D.Workspace]
  private let x, y: [FloatBuffer]
  private let bias, biasGradient: FloatBuffer

  /// Elements of an input image.
  var inputCount: Int { layer.size * layer.size * 128 }

  init(stage: Int, kernels: Kernels, pool: WorkerPool) {
    let layer = TransposedConvolution2D(stage: stage, kernels: kernels)
    self.layer = layer
    let groups = stage == 0 ? 1 : Blocks.laneImages
    self.groups = groups
    images = groups * layer.group
    workspaces = (0..<pool.threads).map { _ in
      let workspace = TransposedConvolution2D.Workspace([(layer, groups)], kernels: kernels)
      workspace.prepareForTraining()
      return workspace
    }
    let inputCount = layer.size * layer.size * 128
    x = (0..<pool.threads).map { _ in FloatBuffer(count: layer.group * inputCount) }
    y = (0..<pool.threads).map { _ in FloatBuffer(count: layer.group * 4 * inputCount) }
    bias = FloatBuffer(count: 128)
    biasGradient = FloatBuffer(count: 128 * pool.threads)
  }

  func forward(thread: Int) {
    for index in 0..<groups {
      layer.transformInput(
        x: x[thread].start, images: layer.group, index: index, workspace: workspaces[thread])
      layer.forward(
        bias: bias.start, images: layer.group, index: index, workspace: workspaces[thread],
        y: y[thread].start)
    }
  }

  func backwardData(thread: Int) {
    for index in 0..<groups {
      layer.transformGradient(
        y: y[thread].start, dy: y[thread].start, images: layer.group, index: index,
        workspace: workspaces[thread], biasGradient: biasGradient.start + 128 * thread)
      layer.backwardData(
        images: layer.group, index: index, workspace: workspaces[thread], dx: x[thread].start)
    }
  }

  func backwardWeights(thread: Int) {
    layer.backwardWeights(
      groups: groups, images: layer.group, accumulate: true, workspace: workspaces[thread])
  }
}

/// The 7x7 convolution, one image a work item.
private final class OutputLayer {
  private let table: KernelTable
  private let pool: WorkerPool
  private let x, rowSums, padded, packed, probabilities, gradient: [FloatBuffer]

  init(kernels: Kernels, pool: WorkerPool) {
    table = kernels.table
    self.pool = pool
    func buffers(_ count: Int) -> [FloatBuffer] {
      (0..<pool.threads).map { _ in FloatBuffer(count: count) }
    }
    x = buffers(28 * 28 * 128)
    rowSums = buffers(Int(kernel_row_sums_count))
    padded = buffers(Int(kernel_padded_gradient_count))
    packed = buffers(Int(kernel_output_packed_count))
    probabilities = buffers(28 * 28)
    gradient = buffers(7 * 7 * 128)
  }

  func forward(_ images: Int) {
    pool.run(items: images) { _, thread in
      table.output_forward(
        x[thread].start, packed[thread].start, 0, rowSums[thread].start,
        probabilities[thread].start)
    }
  }

  func backwardData(_ images: Int) {
    pool.run(items: images) { _, thread in
      table.output_backward_data(padded[thread].start, packed[thread].start, x[thread].start)
    }
  }

  func backwardWeights(_ images: Int) {
    pool.run(items: images) { _, thread in
      table.output_backward_weights(
        x[thread].start, rowSums[thread].start, padded[thread].start, gradient[thread].start)
    }
  }
}
