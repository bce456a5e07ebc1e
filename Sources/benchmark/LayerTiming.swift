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

/// Times the passes of the generator's three large layers on `images` images, as the training step
/// runs them; the best of several.
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
          for _ in 0..<images / Blocks.images { work() }
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

/// A transposed convolution on one block, cut as the generator cuts it.
private final class TransposedLayer {
  private let layer: TransposedConvolution2D
  private let pool: WorkerPool
  private let group: Int
  private let scratch, x, y: [FloatBuffer]
  private let bias = FloatBuffer(count: 128)

  /// Elements of an input image.
  var inputCount: Int { layer.size * layer.size * 128 }

  init(stage: Int, kernels: Kernels, pool: WorkerPool) {
    let layer = TransposedConvolution2D(
      stage: stage, blockImages: Blocks.images, kernels: kernels)
    self.layer = layer
    self.pool = pool
    let group = stage == 0 ? Blocks.laneImages : Blocks.groupImages
    self.group = group
    let inputCount = layer.size * layer.size * 128
    func buffers(_ count: Int) -> [FloatBuffer] {
      (0..<pool.threads).map { _ in FloatBuffer(count: count) }
    }
    scratch = buffers(layer.scratchCount(images: group))
    x = buffers(group * inputCount)
    y = buffers(group * 4 * inputCount)
    layer.prepareForTraining()
  }

  private func eachGroup(_ body: (_ first: Int, _ thread: Int) -> Void) {
    pool.run(items: Blocks.images / group) { item, thread in body(item * group, thread) }
  }

  func forward() {
    eachGroup { first, thread in
      layer.forward(
        x: x[thread].start, bias: bias.start, images: group, first: first, total: Blocks.images,
        scratch: scratch[thread].start, y: y[thread].start)
    }
  }

  func backwardData() {
    eachGroup { first, thread in
      layer.transformGradient(
        y: y[thread].start, dy: y[thread].start, images: group, first: first,
        total: Blocks.images, biasGradient: scratch[thread].start)
      layer.backwardData(
        images: group, first: first, total: Blocks.images, scratch: scratch[thread].start,
        dx: x[thread].start)
    }
  }

  func backwardWeights() {
    pool.run(items: layer.weightGradientSlices) { slice, thread in
      layer.backwardWeights(
        slice: slice, total: Blocks.images, accumulate: true, scratch: scratch[thread].start)
    }
  }
}

/// The 7x7 convolution, one image a work item.
private final class OutputLayer {
  private let table: KernelTable
  private let pool: WorkerPool
  private let x, padded, packed, probabilities, gradient: [FloatBuffer]

  init(kernels: Kernels, pool: WorkerPool) {
    table = kernels.table
    self.pool = pool
    func buffers(_ count: Int) -> [FloatBuffer] {
      (0..<pool.threads).map { _ in FloatBuffer(count: count) }
    }
    x = buffers(28 * 28 * 128)
    padded = buffers(Int(kernel_padded_gradient_count))
    packed = buffers(Int(kernel_output_packed_count))
    probabilities = buffers(28 * 28)
    gradient = buffers(7 * 7 * 128)
  }

  func forward(_ images: Int) {
    pool.run(items: images) { _, thread in
      table.output_forward(
        x[thread].start, packed[thread].start, 0, probabilities[thread].start)
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
        x[thread].start, padded[thread].start, gradient[thread].start)
    }
  }
}
