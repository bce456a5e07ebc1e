import Networks
import NeuralNetwork
import TestSupport
import Testing

@testable import ReferenceNetwork

/// The judge against the reference in float64.
@Suite struct JudgeTests {
  private static let classes = 7
  private let layers: [Layer]
  /// More than a shard, and not whole ones.
  private let images: [Float]
  private let labels: [UInt8] = (0..<21).map { UInt8($0 * 5 % classes) }

  init() throws {
    let engine = Engine(kernels: try Kernels(named: "portable"), threads: 1)
    layers = .random(
      Networks.Judge(classes: Self.classes, engine: engine).parameters.layout, seed: 31, gain: 2)
    var numbers = SeededNumbers(seed: 32)
    images = numbers.uniform(labels.count * 784).map { Float(0.5 + 0.5 * $0) }
  }

  private func judge(_ kernels: String, threads: Int = 1) throws -> Networks.Judge {
    let judge = Networks.Judge(
      classes: Self.classes,
      engine: Engine(kernels: try Kernels(named: kernels), threads: threads))
    try judge.parameters.load(layers.flatMap { $0.tensors() })
    return judge
  }

  @Test(arguments: runnableFloat32Kernels)
  func opinionsMatchTheReference(kernels: String) throws {
    let expected = ReferenceNetwork.Judge(layers: layers)
      .opinions(images.map { Double($0) }, masks: nil)
    let opinions = JudgeModel(try judge(kernels)).opinions(images: images, count: labels.count)
    // float32 sums of 3136 products around 1.
    expectClose(opinions.features.map { Double($0) }, expected.features, 2e-5, "features")
    expectClose(opinions.logits.map { Double($0) }, expected.logits, 2e-5, "logits")
  }

  /// The multipliers that a step draws for one image after the other, as the reference takes them.
  private func masks(_ random: RandomStream, rate: Float) -> ReferenceNetwork.Discriminator.Masks {
    let (first, second) = (14 * 14 * 64, 7 * 7 * 64)
    let dropout = NeuralNetwork.Dropout(rate: rate, elements: [first, second])
    let keep = FloatBuffer(count: first + second)
    var (one, two): ([Double], [Double]) = ([], [])
    for sample in labels.indices {
      dropout.draw(random, .judgeDropout, epoch: 3, step: 4, sample: sample, into: keep.start)
      one += (0..<first).map { Double(keep.start[$0]) }
      two += (first..<first + second).map { Double(keep.start[$0]) }
    }
    return ReferenceNetwork.Discriminator.Masks(first: one, second: two)
  }

  @Test(arguments: runnableFloat32Kernels)
  func gradientsMatchTheReference(kernels: String) throws {
    let judge = try judge(kernels)
    judge.prepare()
    let random = RandomStream(seed: 5, kernels: try Kernels(named: kernels))
    let reference = ReferenceNetwork.Judge(layers: layers)
    for rate: Float in [0, 0.4] {
      let masks = rate == 0 ? nil : masks(random, rate: rate)
      let pixels = images.map { Double($0) }
      let logits = reference.opinions(pixels, masks: masks).logits
      let gradients = JudgeGradients(of: judge, dropout: rate)
      let loss = gradients.compute(
        images: images, labels: labels, random: random, epoch: 3, step: 4)
      let classes = labels.map { Int($0) }
      expectClose(loss, SoftmaxLoss.loss(logits: logits, labels: classes), 1e-5, "loss")
      let expected = reference.gradients(
        SoftmaxLoss.gradient(logits: logits, labels: classes), images: pixels, masks: masks
      ).flatMap(\.arrays)
      for (tensor, expected) in zip(
        judge.parameters.layout.tensors(in: gradients.gradients), expected)
      {
        #expect(tensor.name == expected.name)
        let norm = inner(expected.elements, expected.elements).squareRoot()
        let difference = zip(tensor.tensor.elements, expected.elements)
          .reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }.squareRoot()
        // A kink that float32 takes for its other side moves a small gradient most.
        #expect(difference <= 2e-4 * norm, "\(tensor.name), rate \(rate), \(kernels)")
      }
    }
  }

  @Test func theReferencesGradientsAreFiniteDifferences() {
    var numbers = SeededNumbers(seed: 33)
    let images = numbers.uniform(784).map { 0.5 + 0.5 * $0 }
    let judge = ReferenceNetwork.Judge(layers: layers)
    func loss(_ layers: [Layer]) -> Double {
      SoftmaxLoss.loss(
        logits: ReferenceNetwork.Judge(layers: layers).opinions(images, masks: nil).logits,
        labels: [3])
    }
    let logits = judge.opinions(images, masks: nil).logits
    let gradients = judge.gradients(
      SoftmaxLoss.gradient(logits: logits, labels: [3]), images: images, masks: nil)
    for (index, gradient) in gradients.enumerated() {
      for element in [0, gradient.kernel.count / 3, gradient.kernel.count - 1] {
        let expected = centralDifferences(at: [layers[index].kernel[element]], step: 1e-6) {
          var moved = layers
          moved[index].kernel[element] = $0[0]
          return loss(moved)
        }
        expectClose([gradient.kernel[element]], expected, 1e-7, "\(gradient.name).kernel")
      }
      let expected = centralDifferences(at: [layers[index].bias[1]], step: 1e-6) {
        var moved = layers
        moved[index].bias[1] = $0[0]
        return loss(moved)
      }
      expectClose([gradient.bias[1]], expected, 1e-7, "\(gradient.name).bias")
    }
  }

  @Test(arguments: runnableFloat32Kernels)
  func threadsAndNeighboursDoNotChangeABit(kernels: String) throws {
    var all: [(gradients: [Float], opinions: JudgeModel.Opinions)] = []
    for threads in 1...3 {
      let judge = try judge(kernels, threads: threads)
      let model = JudgeModel(judge)
      let opinions = model.opinions(images: images, count: labels.count)
      for image in [0, 15, 16, 20] {
        let alone = model.opinions(
          images: Array(images[image * 784..<(image + 1) * 784]), count: 1)
        #expect(alone.logits[...] == opinions.logits[image * 7..<(image + 1) * 7])
        #expect(alone.features[...] == opinions.features[image * 128..<(image + 1) * 128])
      }
      let gradients = JudgeGradients(of: judge, dropout: 0.4)
      let random = RandomStream(seed: 5, kernels: try Kernels(named: kernels))
      for _ in 0..<2 {
        _ = gradients.compute(images: images, labels: labels, random: random, epoch: 1, step: 1)
        let buffer = UnsafeBufferPointer(
          start: gradients.gradients.start, count: judge.parameters.layout.count)
        all.append((Array(buffer), opinions))
      }
    }
    for one in all {
      expectSame(one.gradients, all[0].gradients, "gradients")
      #expect(one.opinions == all[0].opinions)
    }
  }
}
