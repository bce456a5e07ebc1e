import Networks
import NeuralNetwork
import ReferenceNetwork
import Tensors
import TestSupport
import Testing

/// A parameter that is not a number shows in what the networks compute, instead of being lost in
/// a comparison, a clamp or a dropped element.
@Suite struct NotANumberTests {
  /// The bits of one may carry a payload, which arithmetic on the bits could turn into a number.
  private static let notNumbers = [Float.nan, -.nan, Float(nan: 0x1f_0001, signaling: false)]

  /// Calls `body` with the first, a middle and the last element of each tensor in turn replaced.
  private func forEachBreak(of parameters: Parameters, _ body: (_ what: String) -> Void) {
    for entry in parameters.layout.entries {
      let start = parameters[entry]
      for element in Set([0, entry.count / 2, entry.count - 1]) {
        let value = start[element]
        for notNumber in Self.notNumbers {
          start[element] = notNumber
          body("\(notNumber) at element \(element) of \(entry.name)")
        }
        start[element] = value
      }
    }
  }

  @Test(arguments: runnableKernels)
  func generatorShowsIt(kernels: String) throws {
    let fast = try FastGenerator(
      latentDimension: 2, tensors: [Layer].generator(latentDimension: 2).flatMap { $0.tensors() },
      kernels: kernels)
    forEachBreak(of: fast.generator.parameters) { what in
      fast.generator.prepare()
      #expect(fast.images([0.5, -0.5])[0].contains { $0.isNaN }, "\(what)")
    }
    fast.generator.prepare()
    #expect(fast.images([0.5, -0.5])[0].allSatisfy { $0.isFinite })
  }

  @Test(arguments: runnableKernels)
  func discriminatorShowsIt(kernels: String) throws {
    let fast = try FastDiscriminator(
      tensors: [Layer].discriminator().flatMap { $0.tensors() }, kernels: kernels)
    let image = [Float](repeating: 0.5, count: 784)
    let dropped = [Float](repeating: 0, count: 14 * 14 * 64 + 7 * 7 * 64)
    forEachBreak(of: fast.discriminator.parameters) { what in
      fast.discriminator.prepare()
      #expect(fast.logits(image)[0].isNaN, "\(what)")
      #expect(fast.logits(image, keep: dropped)[0].isNaN, "\(what), all dropped")
    }
    fast.discriminator.prepare()
    #expect(fast.logits(image)[0].isFinite)
  }

  @Test(arguments: runnableKernels)
  func badInputsShow(kernels: String) throws {
    let generator = try FastGenerator(
      latentDimension: 2, tensors: [Layer].generator(latentDimension: 2).flatMap { $0.tensors() },
      kernels: kernels)
    let discriminator = try FastDiscriminator(
      tensors: [Layer].discriminator().flatMap { $0.tensors() }, kernels: kernels)
    for bad in Self.notNumbers + [.infinity, -.infinity] {
      #expect(generator.images([0.5, bad])[0].contains { $0.isNaN }, "latent \(bad)")
      for pixel in [0, 405, 783] {
        var image = [Float](repeating: 0.5, count: 784)
        image[pixel] = bad
        #expect(!discriminator.logits(image)[0].isFinite, "pixel \(pixel) of \(bad)")
      }
    }
  }

  /// Beyond float32's range an image saturates and a logit becomes infinite; neither turns into a
  /// plausible number.
  @Test(arguments: runnableKernels)
  func overflowShows(kernels: String) throws {
    var tensors = [Layer].discriminator().flatMap { $0.tensors() }
    for index in tensors.indices {
      tensors[index].tensor.elements = tensors[index].tensor.elements.map { $0 * 1e20 }
    }
    let discriminator = try FastDiscriminator(tensors: tensors, kernels: kernels)
    #expect(!discriminator.logits([Float](repeating: 0.5, count: 784))[0].isFinite)
  }
}
