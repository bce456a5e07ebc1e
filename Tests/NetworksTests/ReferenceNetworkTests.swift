import TestSupport
import Testing

@testable import ReferenceNetwork

/// The reference's two networks as wholes: shapes, and gradients along random directions.
@Suite struct ReferenceNetworkTests {
  /// So small that no LeakyReLU is moved over its kink, where the derivative jumps: at 1e-6 some of
  /// the generator's 150,000 were.
  static let step = 1e-8
  /// Relative to derivatives above 1: rounding of the sums, 1e-15 / `step`, ten times over.
  static let tolerance = 1e-6

  @Test(arguments: [10, 50, 500])
  func generatorShapesAreThePublishedOnes(latentDimension: Int) {
    let generator = Generator(layers: .generator(latentDimension: latentDimension))
    var numbers = SeededNumbers(seed: 21)
    let pass = generator.forward(numbers.uniform(latentDimension))
    #expect(pass.z0.count == 7 * 7 * 128)
    #expect(pass.z1.count == 14 * 14 * 128)
    #expect(pass.z2.count == 28 * 28 * 128)
    #expect(pass.images.count == 28 * 28)
    #expect(pass.images.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func discriminatorShapesAreThePublishedOnes() {
    let discriminator = Discriminator(layers: .discriminator())
    var numbers = SeededNumbers(seed: 22)
    let pass = discriminator.forward(numbers.uniform(3 * 28 * 28), masks: nil)
    #expect(pass.z1.count == 3 * 14 * 14 * 64)
    #expect(pass.z2.count == 3 * 7 * 7 * 64)
    #expect(pass.logits.count == 3)
  }

  @Test func generatorGradientMatchesCentralDifferences() {
    var numbers = SeededNumbers(seed: 23)
    let latentDimension = 10
    let generator = Generator(layers: .generator(latentDimension: latentDimension))
    let latents = numbers.uniform(latentDimension, scale: 2)
    let r = numbers.uniform(28 * 28)
    let gradients = generator.backward(r, generator.forward(latents))
    for index in generator.layers.indices {
      expectDerivative(gradients[index], layer: index, of: generator.layers, &numbers) { layers in
        inner(Generator(layers: layers).images(latents), r)
      }
    }
  }

  @Test(arguments: [false, true])
  func discriminatorGradientMatchesCentralDifferences(dropout: Bool) {
    var numbers = SeededNumbers(seed: 24)
    let discriminator = Discriminator(layers: .discriminator())
    let images = numbers.uniform(2 * 28 * 28)
    let r = [0.7, -1.3]
    func multipliers(_ count: Int) -> [Double] {
      numbers.uniform(count).map { $0 < -0.2 ? 0 : 1 / 0.6 }
    }
    let masks =
      dropout
      ? Discriminator.Masks(
        first: multipliers(2 * 14 * 14 * 64), second: multipliers(2 * 7 * 7 * 64)) : nil
    let gradients = discriminator.backward(r, discriminator.forward(images, masks: masks))
    for index in discriminator.layers.indices {
      expectDerivative(
        gradients.layers[index], layer: index, of: discriminator.layers, &numbers
      ) { layers in inner(Discriminator(layers: layers).logits(images, masks: masks), r) }
    }
    let direction = numbers.uniform(images.count)
    expectDerivative(inner(gradients.images, direction), "images") { amount in
      let moved = zip(images, direction).map { $0 + amount * $1 }
      return inner(discriminator.logits(moved, masks: masks), r)
    }
  }

  /// One layer's gradient along a random direction of its kernel and of its bias.
  private func expectDerivative(
    _ gradient: Layer, layer: Int, of layers: [Layer], _ numbers: inout SeededNumbers,
    function: ([Layer]) -> Double
  ) {
    let kernel = numbers.uniform(gradient.kernel.count)
    expectDerivative(inner(gradient.kernel, kernel), gradient.name + ".kernel") { amount in
      var moved = layers
      for i in kernel.indices { moved[layer].kernel[i] += amount * kernel[i] }
      return function(moved)
    }
    let bias = numbers.uniform(gradient.bias.count)
    expectDerivative(inner(gradient.bias, bias), gradient.name + ".bias") { amount in
      var moved = layers
      for i in bias.indices { moved[layer].bias[i] += amount * bias[i] }
      return function(moved)
    }
  }

  private func expectDerivative(
    _ derivative: Double, _ what: String, function: (_ amount: Double) -> Double
  ) {
    let difference = centralDifferences(at: [0], step: Self.step) { function($0[0]) }
    expectClose(derivative, difference[0], Self.tolerance * max(1, abs(derivative)), what)
  }
}
