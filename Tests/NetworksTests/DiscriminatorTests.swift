import Networks
import NeuralNetwork
import ReferenceNetwork
import Tensors
import TestSupport
import Testing

@Suite struct DiscriminatorTests {
  /// float32 against float64, sums of 3,136 terms; 7e-7 was seen, of logits around 1.
  static let tolerance = 1e-5
  /// bfloat16 rounds by 4e-3; 5e-3 was seen.
  static let bfloat16Tolerance = 1e-2

  private func tolerance(_ kernels: String) -> Double {
    kernels.hasSuffix("bf16") ? Self.bfloat16Tolerance : Self.tolerance
  }

  private let layers = [Layer].discriminator()
  private var tensors: [NamedTensor] { layers.flatMap { $0.tensors() } }

  /// Images of pixels in 0..<1.
  private func images(_ count: Int, seed: UInt32 = 71) -> [Float] {
    var numbers = SeededNumbers(seed: seed)
    return numbers.uniform(count * 28 * 28).map { Float(0.5 + 0.5 * $0) }
  }

  /// One pixel lit, in the corners, at the edges and at the places where windows meet.
  private var dots: [Float] {
    var images: [Float] = []
    for row in [0, 1, 13, 26, 27] {
      for column in [0, 1, 14, 26, 27] {
        var image = [Float](repeating: 0, count: 28 * 28)
        image[row * 28 + column] = 1
        images += image
      }
    }
    return images
  }

  @Test(arguments: runnableKernels)
  func logitsMatchTheReference(kernels: String) throws {
    let discriminator = try FastDiscriminator(tensors: tensors, kernels: kernels)
    let images = images(10) + dots + [Float](repeating: 0, count: 784)
    let expected = ReferenceNetwork.Discriminator(layers: layers)
      .logits(images.map { Double($0) }, masks: nil)
    #expect(Set(expected).count == expected.count)
    expectClose(
      discriminator.logits(images).map { Double($0) }, expected, tolerance(kernels),
      "logits, \(kernels)")
  }

  @Test(arguments: runnableKernels)
  func logitsWithDropoutMatchTheReference(kernels: String) throws {
    let first = 14 * 14 * 64
    var numbers = SeededNumbers(seed: 72)
    let keep = numbers.uniform(first + 7 * 7 * 64).map { Float($0 < -0.2 ? 0 : 1 / 0.6) }
    let masks = ReferenceNetwork.Discriminator.Masks(
      first: keep.prefix(first).map { Double($0) }, second: keep.dropFirst(first).map { Double($0) }
    )
    let image = images(1)
    let expected = ReferenceNetwork.Discriminator(layers: layers)
      .logits(image.map { Double($0) }, masks: masks)
    let discriminator = try FastDiscriminator(tensors: tensors, kernels: kernels)
    expectClose(
      discriminator.logits(image, keep: keep).map { Double($0) }, expected, tolerance(kernels),
      "logit, \(kernels)")
    #expect(discriminator.logits(image, keep: keep) != discriminator.logits(image))
  }

  @Test(arguments: runnableKernels)
  func multipliersOfOneAreNoDropout(kernels: String) throws {
    let ones = [Float](repeating: 1, count: 14 * 14 * 64 + 7 * 7 * 64)
    let discriminator = try FastDiscriminator(tensors: tensors, kernels: kernels)
    let images = images(3)
    #expect(discriminator.logits(images, keep: ones) == discriminator.logits(images))
  }

  @Test(arguments: runnableKernels)
  func neighboursAndThreadsDoNotChangeALogitsBits(kernels: String) throws {
    let count = 70
    let images = images(count)
    let logits = try (1...3).map { threads in
      let discriminator = try FastDiscriminator(
        tensors: tensors, kernels: kernels, threads: threads)
      let first = discriminator.logits(images)
      #expect(discriminator.logits(images) == first)
      for index in [0, 1, 31, 32, 69] {
        #expect(
          discriminator.logits(Array(images[index * 784..<(index + 1) * 784])) == [first[index]])
      }
      return first
    }
    #expect(logits[0] == logits[1] && logits[1] == logits[2])
  }

  @Test(arguments: runnableKernels)
  func zeroParametersAreUndecided(kernels: String) throws {
    let zeros = layers.flatMap { $0.zeros.tensors() }
    let discriminator = try FastDiscriminator(tensors: zeros, kernels: kernels)
    #expect(discriminator.logits(images(2)) == [0, 0])
  }
}
