import ReferenceNetwork
import TestSupport
import Testing

@testable import NeuralNetwork

/// The dense layer of a shard, and its gradient as the tree of shards, on every set of kernels.
@Suite struct DenseTests {
  /// float32 sums of at most 260 products; bfloat16 only stores the activations, rounded by 4e-3.
  static let tolerance = 1e-6
  private static let inputs = 131
  private static let outputs = 64

  private struct Fixture {
    let layer: NeuralNetwork.Dense
    let parameters: Parameters
    let plain = ReferenceNetwork.Dense(inputs: DenseTests.inputs, outputs: DenseTests.outputs)
    let kernels: Kernels

    init(kernels name: String) throws {
      kernels = try Kernels(named: name)
      var layout = ParameterLayout()
      layer = NeuralNetwork.Dense(
        "dense", inputs: DenseTests.inputs, outputs: DenseTests.outputs, layout: &layout,
        engine: Engine(kernels: kernels, threads: 2))
      parameters = Parameters(layout)
    }
  }

  @Test(arguments: runnableKernels, [1, 7, 16])
  func activationsMatchFloat64(name: String, images: Int) throws {
    let fixture = try Fixture(kernels: name)
    var numbers = SeededNumbers(seed: 101)
    let kernel = numbers.uniform(Self.inputs * Self.outputs, scale: 0.2).map { Float($0) }
    let bias = numbers.uniform(Self.outputs).map { Float($0) }
    let z = numbers.uniform(images * Self.inputs).map { Float($0) }
    fixture.parameters[fixture.layer.kernel].update(from: kernel, count: kernel.count)
    fixture.parameters[fixture.layer.bias].update(from: bias, count: bias.count)
    fixture.layer.prepare(fixture.parameters)
    let y = OperandBuffer(count: images * Self.outputs, kernels: fixture.kernels)
    defer { withExtendedLifetime(y) {} }
    fixture.layer.forward(
      z, images: images, parameters: fixture.parameters,
      scratch: FloatBuffer(count: images * fixture.kernels.panel), y: y.at(0))
    let exact = fixture.plain.forward(
      z.map { Double($0) }, kernel: kernel.map { Double($0) }, bias: bias.map { Double($0) })
    expectRelative(
      values(y, count: images * Self.outputs, kernels: fixture.kernels),
      ReferenceNetwork.LeakyReLU.forward(exact), name.hasSuffix("bf16") ? 4e-3 : Self.tolerance,
      "activations of \(name)")
  }

  /// Every number of shards that can be in work at a time, of uneven sizes; written, and added to what is
  /// there.
  @Test(arguments: runnableKernels, Array(1...16))
  func gradientIsTheSumOverShards(name: String, shards: Int) throws {
    let fixture = try Fixture(kernels: name)
    let starts = (0...shards).map { 13 * $0 + $0 * $0 % 3 }
    let images = starts[shards]
    var numbers = SeededNumbers(seed: 102)
    let z = numbers.uniform(images * Self.inputs).map { Float($0) }
    let dy = numbers.uniform(images * Self.outputs).map { Float($0) }
    let exact = fixture.plain.backwardWeights(z.map { Double($0) }, dy.map { Double($0) })
    let count = Self.inputs * Self.outputs
    let scratch = (0..<2).map { _ in FloatBuffer(count: images * fixture.kernels.panel) }
    let sum = FloatBuffer(count: count + Self.outputs)
    let tree = ShardSum(
      count: count + Self.outputs, result: sum.start, engine: try Engine(threads: 1))
    tree.begin(shards: 2)
    for index in 0..<2 {
      let place = tree.place(forShard: index, canAdd: true)
      #expect(place.isAdded == (index == 1))
      fixture.layer.backwardWeights(z, dy: dy, starts: starts, scratch: scratch, place: place)
      tree.finish(place)
      let times = Double(index + 1)
      expectRelative(
        (0..<count).map { Double(sum.start[$0]) }, exact.kernel.map { times * $0 }, Self.tolerance,
        "kernel gradient of \(shards) shards, \(name)")
      expectRelative(
        (0..<Self.outputs).map { Double(sum.start[count + $0]) }, exact.bias.map { times * $0 },
        Self.tolerance, "bias gradient of \(shards) shards, \(name)")
    }
    tree.complete()
  }
}
