import ReferenceNetwork
import TestSupport
import Testing

@testable import NeuralNetwork

/// Convolutions of any shape, and what surrounds them, against float64.
@Suite struct Convolution2DTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    let size, channels, filters, kernelSize, stride: Int
    var testDescription: String {
      "\(size) pixels, \(channels) to \(filters), \(kernelSize)x\(kernelSize), stride \(stride)"
    }
  }

  /// The discriminator's, then odd ones: sizes, filters and channels that no vector divides, padding on
  /// both sides and on one, no padding.
  static let shapes = [
    Shape(size: 28, channels: 1, filters: 64, kernelSize: 3, stride: 2),
    Shape(size: 14, channels: 64, filters: 64, kernelSize: 3, stride: 2),
    Shape(size: 14, channels: 64, filters: 128, kernelSize: 3, stride: 2),
    Shape(size: 7, channels: 3, filters: 10, kernelSize: 5, stride: 1),
    Shape(size: 9, channels: 5, filters: 33, kernelSize: 4, stride: 3),
    Shape(size: 5, channels: 20, filters: 1, kernelSize: 1, stride: 1),
    Shape(size: 6, channels: 7, filters: 40, kernelSize: 2, stride: 2),
  ]

  /// float32 sums of up to 600 products; bfloat16 rounds operands by 4e-3.
  static func tolerance(_ kernels: String) -> Double { kernels.hasSuffix("bf16") ? 6e-3 : 1e-6 }

  private struct Fixture {
    let layer: Convolution2D
    let parameters: Parameters
    let workspace: Convolution2D.Workspace
    let activation: NeuralNetwork.LeakyReLU
    let plain: Convolution
    let kernels: Kernels

    init(_ shape: Shape, kernels name: String) throws {
      kernels = try Kernels(named: name)
      var layout = ParameterLayout()
      layer = Convolution2D(
        "layer", size: shape.size, channels: shape.channels, filters: shape.filters,
        kernelSize: shape.kernelSize, stride: shape.stride, layout: &layout,
        engine: Engine(kernels: kernels, threads: 1))
      parameters = Parameters(layout)
      workspace = Convolution2D.Workspace(layer, kernels: kernels)
      workspace.prepareForTraining()
      activation = NeuralNetwork.LeakyReLU(of: layer, kernels: kernels)
      plain = Convolution(
        window: .same(large: shape.size, taps: shape.kernelSize, stride: shape.stride),
        inputs: shape.channels, outputs: shape.filters)
    }
  }

  @Test(arguments: runnableKernels, shapes)
  func everyPassMatchesFloat64(name: String, shape: Shape) throws {
    let fixture = try Fixture(shape, kernels: name)
    let (layer, workspace) = (fixture.layer, fixture.workspace)
    var numbers = SeededNumbers(seed: 81)
    let kernel = numbers.uniform(layer.kernel.count, scale: 0.2).map { Float($0) }
    let bias = numbers.uniform(shape.filters, scale: 0.5).map { Float($0) }
    let x = numbers.uniform(shape.size * shape.size * shape.channels).map { Float($0) }
    let pixels = layer.outputSize * layer.outputSize
    let keep = numbers.uniform(pixels * shape.filters).map { Float($0 < -0.2 ? 0 : 1.25) }
    let dy = numbers.uniform(pixels * shape.filters).map { Float($0) }
    let tolerance = Self.tolerance(name)
    fixture.parameters[layer.kernel].update(from: kernel, count: kernel.count)
    layer.prepare(fixture.parameters)

    let y = OperandBuffer(count: pixels * shape.filters, kernels: fixture.kernels)
    defer { withExtendedLifetime(y) {} }
    // A second image in the same workspace must not see the first.
    for image in [x.map { -$0 }, x] {
      workspace.load(image)
      layer.forward(workspace)
      fixture.activation.forward(workspace, bias: bias, keep: keep, y: y.at(0))
    }
    let z = fixture.plain.forward(doubles(x), kernel: doubles(kernel), bias: doubles(bias))
    let expected = zip(ReferenceNetwork.LeakyReLU.forward(z), keep).map { $0 * Double($1) }
    let observed = values(y, count: expected.count, kernels: fixture.kernels)
    expectRelative(observed, expected, tolerance, "forward of \(name)")

    // The slope is taken at the layer's own output, so that no kink hides an error.
    var biasGradient = [Float](repeating: 0.5, count: shape.filters)
    fixture.activation.backward(
      workspace, dy: dy, y: y.at(0), keep: keep, biasGradient: &biasGradient)
    let delta = observed.indices.map {
      Double(dy[$0]) * Double(keep[$0]) * (observed[$0] > 0 ? 1 : 0.2)
    }
    layer.backwardData(workspace)
    var dx = [Float](repeating: 0, count: x.count)
    workspace.copyInputGradient(to: &dx)
    expectRelative(
      doubles(dx), fixture.plain.backwardData(delta, kernel: doubles(kernel)), tolerance,
      "backward-data of \(name)")
    var kernelGradient = [Float](repeating: 0.25, count: kernel.count)
    layer.backwardWeights(workspace, deltas: workspace, kernelGradient: &kernelGradient)
    let exact = fixture.plain.backwardWeights(doubles(x), delta)
    expectRelative(
      kernelGradient.map { Double($0) - 0.25 }, exact.kernel, max(tolerance, 4e-6),
      "backward-weights of \(name)")
    expectRelative(
      biasGradient.map { Double($0) - 0.5 }, exact.bias, max(tolerance, 4e-6), "bias of \(name)")
  }

  @Test(arguments: runnableKernels)
  func denseUnitMatchesFloat64(name: String) throws {
    let kernels = try Kernels(named: name)
    var layout = ParameterLayout()
    let layer = DenseUnit("unit", inputs: 3136, layout: &layout, kernels: kernels)
    let parameters = Parameters(layout)
    var numbers = SeededNumbers(seed: 82)
    let kernel = numbers.uniform(3136).map { Float($0) }
    let x = numbers.uniform(3136).map { Float($0) }
    parameters[layer.kernel].update(from: kernel, count: kernel.count)
    parameters[layer.bias].pointee = 0.5
    let input = operands(x, kernels: kernels)
    defer { withExtendedLifetime(input) {} }
    let tolerance = Self.tolerance(name)
    let expected = zip(x, kernel).reduce(0.5) { $0 + Double($1.0) * Double($1.1) }
    // Relative to the size of the sum's parts.
    expectClose(
      Double(layer.forward(input.at(0), parameters: parameters)), expected, tolerance * 60,
      "forward of \(name)")
    let dx = FloatBuffer(count: 3136)
    layer.backwardData(-2, parameters: parameters, dx: dx.start)
    expectSame((0..<3136).map { dx.start[$0] }, kernel.map { -2 * $0 }, "backward-data of \(name)")
    var gradient = [Float](repeating: 1, count: 3136)
    layer.backwardWeights(3, x: input.at(0), kernelGradient: &gradient)
    expectRelative(
      gradient.map { Double($0) - 1 }, x.map { 3 * Double($0) }, max(tolerance, 4e-6),
      "backward-weights of \(name)")
  }
}

private func doubles(_ values: [Float]) -> [Double] { values.map { Double($0) } }
