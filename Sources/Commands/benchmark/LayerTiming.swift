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
func measurePeak(_ engine: Engine) -> Double {
  let count = 200_000_000
  var best = Double.infinity
  for _ in 0..<8 {
    let start = monotonicSeconds()
    engine.run(items: engine.threads) { _, _ in
      _ = engine.kernels.table.multiply_add_loop(count)
    }
    best = min(best, monotonicSeconds() - start)
  }
  return 2 * Double(count * engine.threads) / best * 1e-9
}

/// Times the passes of the generator's three large layers on `images` images, cut as the training step
/// cuts them.
///
/// The best of several. Weight gradients stay in the transformed domain here.
func timeLayers(_ engine: Engine, images: Int) -> [LayerTiming] {
  var timings: [LayerTiming] = []
  for stage in 0...1 {
    let layer = TransposedLayer(stage: stage, engine: engine)
    let flops = Double(2 * images * 16 * layer.inputCount * 128)
    let name = stage == 0 ? "transposed1 7 -> 14" : "transposed2 14 -> 28"
    for (pass, work) in [
      ("forward", layer.forward), ("backward-data", layer.backwardData),
      ("backward-weights", layer.backwardWeights),
    ] {
      timings.append(
        time(layer: name, pass: pass, flops: flops) {
          engine.run(items: images / layer.images) { _, thread in work(thread) }
        })
    }
  }
  let output = OutputLayer(engine)
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
  private let parameters: Parameters
  let images: Int
  private let groups: Int
  private let workspaces: [TransposedConvolution2D.Workspace]
  private let x, y: [FloatBuffer]
  private let biasGradient: FloatBuffer

  /// Elements of an input image.
  var inputCount: Int { layer.size * layer.size * 128 }

  init(stage: Int, engine: Engine) {
    var layout = ParameterLayout()
    let layer = TransposedConvolution2D("layer", stage: stage, layout: &layout, engine: engine)
    parameters = Parameters(layout)
    layer.prepareForTraining()
    self.layer = layer
    let images = stage == 0 ? layer.group : 8
    self.images = images
    groups = images / layer.group
    workspaces = (0..<engine.threads).map { _ in
      let workspace = TransposedConvolution2D.Workspace(
        [(layer, images)], kernels: engine.kernels)
      workspace.prepareForTraining()
      return workspace
    }
    let inputCount = layer.size * layer.size * 128
    x = (0..<engine.threads).map { _ in FloatBuffer(count: layer.group * inputCount) }
    y = (0..<engine.threads).map { _ in FloatBuffer(count: layer.group * 4 * inputCount) }
    biasGradient = FloatBuffer(count: 128 * engine.threads)
  }

  func forward(thread: Int) {
    for index in 0..<groups {
      layer.transformInput(
        x: x[thread].start, images: layer.group, index: index, workspace: workspaces[thread])
      layer.forward(
        parameters: parameters, images: layer.group, index: index, workspace: workspaces[thread],
        y: y[thread].start)
    }
  }

  func backwardData(thread: Int) {
    for index in 0..<groups {
      for image in 0..<layer.group {
        let offset = image * 4 * inputCount
        layer.transformGradient(
          y: y[thread].start + offset, dy: y[thread].start + offset, image: image,
          of: layer.group, index: index, workspace: workspaces[thread],
          biasGradient: biasGradient.start + 128 * thread)
      }
      layer.backwardData(
        images: layer.group, index: index, workspace: workspaces[thread], dx: x[thread].start)
    }
  }

  func backwardWeights(thread: Int) {
    layer.backwardWeights(images: images, accumulate: true, workspace: workspaces[thread])
  }
}

/// The 7x7 convolution, one image a work item.
private final class OutputLayer {
  private let layer: OutputConvolution
  private let parameters: Parameters
  private let engine: Engine
  private let workspaces: [OutputConvolution.Workspace]
  private let x, kernelGradient: [FloatBuffer]

  init(_ engine: Engine) {
    var layout = ParameterLayout()
    layer = OutputConvolution("output", layout: &layout, kernels: engine.kernels)
    parameters = Parameters(layout)
    self.engine = engine
    workspaces = (0..<engine.threads).map { _ in
      OutputConvolution.Workspace()
    }
    x = (0..<engine.threads).map { _ in FloatBuffer(count: 28 * 28 * 128) }
    kernelGradient = (0..<engine.threads).map { _ in FloatBuffer(count: 7 * 7 * 128) }
  }

  func forward(_ images: Int) {
    engine.run(items: images) { _, thread in
      layer.forward(x[thread].start, parameters: parameters, workspace: workspaces[thread])
    }
  }

  func backwardData(_ images: Int) {
    engine.run(items: images) { _, thread in
      layer.backwardData(workspaces[thread], dx: x[thread].start)
    }
  }

  func backwardWeights(_ images: Int) {
    engine.run(items: images) { _, thread in
      layer.backwardWeights(
        x[thread].start, workspace: workspaces[thread],
        kernelGradient: kernelGradient[thread].start)
    }
  }
}
