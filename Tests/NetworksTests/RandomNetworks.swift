import Networks
import NeuralNetwork
import ReferenceNetwork
import TestSupport

extension [Layer] {
  /// A network of the given tensors, kernel and bias in turn, with random float32 values.
  ///
  /// Kernels are uniform with `gain` times the variance 1 / fan-in, so that logits and
  /// pre-activations are neither lost in rounding nor saturated; biases are not zero.
  static func random(
    _ layout: ParameterLayout, seed: UInt32, gain: Double
  ) -> [Layer] {
    var numbers = SeededNumbers(seed: seed)
    let shapes = layout.entries
    return stride(from: 0, to: shapes.count, by: 2).map { index in
      let (name, shape) = (shapes[index].name, shapes[index].shape)
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
      portableGenerator(latentDimension: latentDimension).parameters.layout, seed: seed, gain: 5)
  }

  /// A random discriminator.
  static func discriminator(seed: UInt32 = 12) -> [Layer] {
    random(portableDiscriminator().parameters.layout, seed: seed, gain: 2)
  }
}

/// Networks with zero parameters, on the kernels that every processor runs.
func portableGenerator(latentDimension: Int) -> Networks.Generator {
  Networks.Generator(latentDimension: latentDimension, engine: portableEngine())
}

func portableDiscriminator() -> Networks.Discriminator {
  Networks.Discriminator(filters: 64, engine: portableEngine())
}

private func portableEngine() -> Engine {
  do {
    return Engine(kernels: try Kernels(named: "portable"), threads: 1)
  } catch { preconditionFailure("every processor runs the portable kernels") }
}
