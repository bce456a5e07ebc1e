import CKernels
import ReferenceNetwork
import TestSupport
import Testing

@testable import NeuralNetwork

/// Each large layer, pass by pass, on every set of kernels against float64.
///
/// The fast layers sum in another order and, in the Winograd domain, multiply transformed numbers:
/// F(5, 2) at 14 pixels and F(4, 2) at 7 have a few times the error of a plain sum.
@Suite struct LayerParityTests {
  /// Relative L2 errors that a pass may have.
  ///
  /// Seen: 4.5e-3 with bfloat16, 1.7e-6 at 14 pixels, 2.2e-6 at 7.
  static func tolerance(_ kernels: String, stage: Int) -> Double {
    kernels.hasSuffix("bf16") ? 5e-3 : stage == 1 ? 3e-6 : 4e-6
  }

  @Test(arguments: runnableKernels, [0, 1])
  func transposedConvolutionMatchesFloat64(name: String, stage: Int) throws {
    let kernels = try Kernels(named: name)
    var layout = ParameterLayout()
    let images = 9  // More than one product of the weight gradient sums; a smaller last group.
    let layer = TransposedConvolution2D(
      "layer", stage: stage, layout: &layout,
      engine: Engine(kernels: kernels, threads: 2))
    let parameters = Parameters(layout)
    let groups = stride(from: 0, to: images, by: layer.group).map {
      $0..<min($0 + layer.group, images)
    }
    let workspace = TransposedConvolution2D.Workspace(
      [(layer, images: images + 1)], kernels: kernels)
    workspace.prepareForTraining()
    let size = layer.size
    let plain = TransposedConvolution(
      window: Window(large: 2 * size, small: size, taps: 4, stride: 2, padding: 1), inputs: 128,
      outputs: 128)
    var random = Noise(seed: UInt64(stage + 1))
    let kernel = random.values(16 * 128 * 128, scale: 0.05)
    let bias = random.values(128, scale: 0.1)
    let x = random.values(images * size * size * 128, scale: 1)
    let dy = random.values(images * 4 * size * size * 128, scale: 1)
    let tolerance = Self.tolerance(name, stage: stage)

    parameters[layer.kernel].update(from: kernel, count: kernel.count)
    parameters[layer.bias].update(from: bias, count: bias.count)
    layer.prepareForTraining()
    layer.prepare(parameters)
    fill(
      workspace, of: layer, parameters: parameters, images: min(images + 1, layer.group),
      kernels: kernels)
    let input = operands(x, kernels: kernels)
    let output = OperandBuffer(count: dy.count, kernels: kernels)
    let dx = FloatBuffer(count: x.count)
    defer { withExtendedLifetime((input, output, dx)) {} }
    for (index, group) in groups.enumerated() {
      let offset = group.lowerBound * size * size * 128
      layer.transformInput(
        x: input.at(offset), images: group.count, index: index, workspace: workspace)
      layer.forward(
        parameters: parameters, images: group.count, index: index, workspace: workspace,
        y: output.at(4 * offset))
    }
    let y = values(output, count: dy.count, kernels: kernels)
    let exact = plain.forward(
      x.map { Double($0) }, kernel: kernel.map { Double($0) }, bias: bias.map { Double($0) })
    expectRelative(y, ReferenceNetwork.LeakyReLU.forward(exact), tolerance, "forward of \(name)")

    // The derivative is taken at the layer's own output, so that no kink hides an error.
    let gradient = ReferenceNetwork.LeakyReLU.backward(dy.map { Double($0) }, x: y)
    var biasGradient = [Float](repeating: 0, count: 128)
    for (index, group) in groups.enumerated() {
      for (image, number) in group.enumerated() {
        let offset = number * 4 * size * size * 128
        dy.withUnsafeBufferPointer { dy in
          layer.transformGradient(
            y: output.at(offset), dy: dy.baseAddress! + offset, image: image, of: group.count,
            index: index, workspace: workspace, biasGradient: &biasGradient)
        }
      }
      layer.backwardData(
        images: group.count, index: index, workspace: workspace,
        dx: dx.start + group.lowerBound * size * size * 128)
    }
    expectRelative(
      (0..<x.count).map { Double(dx.start[$0]) },
      plain.backwardData(gradient, kernel: kernel.map { Double($0) }), tolerance,
      "backward-data of \(name)")

    var kernelGradient = [Float](repeating: 0, count: kernel.count)
    layer.backwardWeights(images: images, accumulate: false, workspace: workspace)
    layer.transformWeightGradient(of: workspace, accumulate: false, to: &kernelGradient)
    let exactGradients = plain.backwardWeights(x.map { Double($0) }, gradient)
    expectRelative(
      kernelGradient.map { Double($0) }, exactGradients.kernel, tolerance,
      "backward-weights of \(name)")
    expectRelative(
      biasGradient.map { Double($0) }, exactGradients.bias, 1e-6, "bias gradient of \(name)")
  }

  /// Leaves the numbers of another, larger group in the workspace.
  private func fill(
    _ workspace: TransposedConvolution2D.Workspace, of layer: TransposedConvolution2D,
    parameters: Parameters, images: Int, kernels: Kernels
  ) {
    let count = images * layer.size * layer.size * 128
    var random = Noise(seed: 99)
    let gradient = random.values(4 * count, scale: 1)
    let x = operands(random.values(count, scale: 1), kernels: kernels)
    let y = OperandBuffer(count: 4 * count, kernels: kernels)
    let dx = FloatBuffer(count: count)
    var biasGradient = [Float](repeating: 0, count: 128)
    withExtendedLifetime((x, y, dx)) {
      layer.transformInput(x: x.at(0), images: images, index: 0, workspace: workspace)
      layer.forward(
        parameters: parameters, images: images, index: 0, workspace: workspace, y: y.at(0))
      for image in 0..<images {
        layer.transformGradient(
          y: y.at(0), dy: gradient, image: image, of: images, index: 0, workspace: workspace,
          biasGradient: &biasGradient)
      }
      layer.backwardData(images: images, index: 0, workspace: workspace, dx: dx.start)
      layer.backwardWeights(images: images, accumulate: false, workspace: workspace)
    }
  }

  @Test(arguments: runnableKernels)
  func outputConvolutionMatchesFloat64(name: String) throws {
    let kernels = try Kernels(named: name)
    let plain = Convolution(
      window: Window(large: 28, small: 28, taps: 7, stride: 1, padding: 3), inputs: 128,
      outputs: 1)
    var random = Noise(seed: 7)
    let kernel = random.values(49 * 128, scale: 0.05)
    let x = random.values(28 * 28 * 128, scale: 1)
    let gradient = random.values(28 * 28, scale: 1)
    let tolerance = Self.tolerance(name, stage: 1)

    let packed = OperandBuffer(count: Int(kernel_output_packed_count), kernels: kernels)
    kernels.table.output_pack(kernel, packed.at(0))
    let input = operands(x, kernels: kernels)
    let scratch = FloatBuffer(count: Int(kernel_output_scratch_count))
    let padded = FloatBuffer(count: Int(kernel_padded_gradient_count))
    let dx = FloatBuffer(count: x.count)
    // The kernels see pointers, which keep nothing alive.
    defer { withExtendedLifetime((packed, input, scratch, padded, dx)) {} }
    var probabilities = [Float](repeating: 0, count: 28 * 28)
    kernels.table.output_forward(
      input.at(0), packed.at(0), 0.25, scratch.start, &probabilities)
    let logits = plain.forward(
      x.map { Double($0) }, kernel: kernel.map { Double($0) }, bias: [0.25])
    expectRelative(
      probabilities.map { Double($0) }, Sigmoid.forward(logits), tolerance, "forward of \(name)")

    let dLogits = Sigmoid.backward(
      gradient.map { Double($0) }, y: probabilities.map { Double($0) })
    let biasGradient = kernels.table.output_backward_sigmoid(
      probabilities, gradient, padded.start)
    expectRelative([Double(biasGradient)], [dLogits.reduce(0, +)], 1e-5, "bias of \(name)")
    kernels.table.output_backward_data(padded.start, packed.at(0), dx.start)
    expectRelative(
      (0..<x.count).map { Double(dx.start[$0]) },
      plain.backwardData(dLogits, kernel: kernel.map { Double($0) }), tolerance,
      "backward-data of \(name)")
    var kernelGradient = [Float](repeating: 0, count: kernel.count)
    kernels.table.output_backward_weights(
      input.at(0), scratch.start, padded.start, &kernelGradient)
    expectRelative(
      kernelGradient.map { Double($0) },
      plain.backwardWeights(x.map { Double($0) }, dLogits).kernel, tolerance,
      "backward-weights of \(name)")
  }
}

/// Repeatable uniform noise.
private struct Noise {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// Between -scale and scale.
  mutating func values(_ count: Int, scale: Float) -> [Float] {
    (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return (Float(state >> 40) * 0x1p-23 - 1) * scale
    }
  }
}
