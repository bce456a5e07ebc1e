import NeuralNetwork
import ReferenceNetwork
import TestSupport

extension [Layer] {
  /// A network of the given tensors, kernel and bias in turn, with random float32 values.
  ///
  /// Kernels are uniform with `gain` times the variance 1 / fan-in, so that logits and
  /// pre-activations are neither lost in rounding nor saturated; biases are not zero.
  static func random(
    _ shapes: [(name: String, shape: [Int])], seed: UInt32, gain: Double
  ) -> [Layer] {
    var numbers = SeededNumbers(seed: seed)
    return stride(from: 0, to: shapes.count, by: 2).map { index in
      let (name, shape) = shapes[index]
      let count = shape.reduce(1, *)
      let fanIn = Double(count) / Double(shapes[index + 1].shape[0])
      let kernel = numbers.uniform(count, scale: (3 * gain / fanIn).squareRoot())
      let bias = numbers.uniform(shapes[index + 1].shape[0], scale: 0.1)
      return Layer(
        name: String(name.dropLast(".kernel".count)), kernelShape: shape,
        kernel: kernel.map { Double(Float($0)) }, bias: bias.map { Double(Float($0)) })
    }
  }

  /// A random generator.
  static func generator(latentDimension: Int, seed: UInt32 = 11) -> [Layer] {
    random(
      NeuralNetwork.Generator.tensorShapes(latentDimension: latentDimension), seed: seed, gain: 5)
  }

  /// A random discriminator.
  static func discriminator(seed: UInt32 = 12) -> [Layer] {
    random(NeuralNetwork.Discriminator.tensorShapes, seed: seed, gain: 2)
  }
}
