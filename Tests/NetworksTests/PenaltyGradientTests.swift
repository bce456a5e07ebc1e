import Networks
import NeuralNetwork
import TestSupport
import Testing

@testable import ReferenceNetwork

/// The gradient of a penalty on the image's gradient, `|d logit / d image|^2`, from passes of the
/// layers alone, against finite differences of the reference in float64.
@Suite struct PenaltyGradientTests {
  /// float32 against float64, relative to the norm of a tensor's gradient; 3e-6 was seen.
  static let tolerance = 2e-5
  /// So small that no LeakyReLU is moved over its kink; the penalty is quadratic in a kernel between
  /// them, so central differences are exact but for rounding.
  static let step = 1e-7

  private let layers = [Layer].discriminator(seed: 91)
  private let image: [Double]
  private let masks: ReferenceNetwork.Discriminator.Masks?
  private let keep: [Float]

  init() {
    var numbers = SeededNumbers(seed: 92)
    image = numbers.uniform(784).map { Double(Float(0.5 + 0.5 * $0)) }
    keep = numbers.uniform(14 * 14 * 64 + 7 * 7 * 64).map { Float($0 < -0.2 ? 0 : 1.25) }
    masks = ReferenceNetwork.Discriminator.Masks(
      first: keep.prefix(14 * 14 * 64).map { Double($0) },
      second: keep.dropFirst(14 * 14 * 64).map { Double($0) })
  }

  private func penalty(_ layers: [Layer]) -> Double {
    let network = ReferenceNetwork.Discriminator(layers: layers)
    let gradient = network.backward([1], network.forward(image, masks: masks)).images
    return inner(gradient, gradient)
  }

  /// The gradients that the fast layers give, laid out as the parameters are.
  private func fastGradients(kernels: String) throws -> (slope: Double, tensors: [[Double]]) {
    let engine = Engine(kernels: try Kernels(named: kernels), threads: 1)
    let network = Networks.Discriminator(filters: 64, engine: engine)
    try network.parameters.load(layers.flatMap { $0.tensors() })
    network.prepare()
    network.prepareForTraining()
    let gradients = FloatBuffer(count: network.parameters.layout.count)
    let direction = FloatBuffer(count: 784)
    let pixels = image.map { Float($0) }
    _ = network.logit(image: pixels, keep: keep, thread: 0)
    network.imageGradient(logitGradient: 1, keep: keep, thread: 0, into: direction.start)
    for index in 0..<784 { direction.start[index] *= 2 }
    let slope = network.accumulateSlopeGradients(
      direction: direction.start, keep: keep, thread: 0, gradients: gradients.start)
    return (
      Double(slope),
      network.parameters.layout.tensors(in: gradients).map { $0.tensor.elements.map { Double($0) } }
    )
  }

  @Test(arguments: runnableFloat32Kernels)
  func gradientMatchesFiniteDifferences(kernels: String) throws {
    let (slope, tensors) = try fastGradients(kernels: kernels)
    // The slope along twice the gradient is twice the penalty.
    let value = penalty(layers)
    expectClose(slope, 2 * value, Self.tolerance * value, "slope")
    var numbers = SeededNumbers(seed: 93)
    for index in layers.indices {
      let gradient = tensors[2 * index]
      let scale = inner(gradient, gradient).squareRoot()
      #expect(scale > 0.01 * value)
      for _ in 0..<3 {
        let direction = numbers.uniform(gradient.count)
        let difference = centralDifferences(at: [0], step: Self.step) { amount in
          var moved = layers
          for i in direction.indices { moved[index].kernel[i] += amount[0] * direction[i] }
          return penalty(moved)
        }
        let length = inner(direction, direction).squareRoot()
        expectClose(
          inner(gradient, direction), difference[0], Self.tolerance * scale * length,
          "\(layers[index].name).kernel along a direction, \(kernels)")
      }
      // Between kinks the image's gradient does not depend on the biases.
      #expect(tensors[2 * index + 1].allSatisfy { $0 == 0 })
    }
  }

  /// Element by element where the reference is quick: the first layer's kernel.
  @Test(arguments: runnableFloat32Kernels)
  func everyElementOfTheFirstKernelMatches(kernels: String) throws {
    let gradient = try fastGradients(kernels: kernels).tensors[0]
    let scale = inner(gradient, gradient).squareRoot()
    for element in stride(from: 0, to: gradient.count, by: 37) {
      let difference = centralDifferences(at: [0], step: Self.step) { amount in
        var moved = layers
        moved[0].kernel[element] += amount[0]
        return penalty(moved)
      }
      expectClose(
        gradient[element], difference[0], Self.tolerance * scale, "element \(element), \(kernels)")
    }
  }
}
