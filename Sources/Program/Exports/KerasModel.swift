import NumpyFiles
import Tensors

extension ExportedNetwork {
  /// The weights of the network in the order in which Keras sets them, behind what the file says of
  /// itself.
  func kerasArrays(origin: ModelOrigin) throws -> [NumpyArray] {
    let text = Array(try origin.json.utf8)
    let weights = layers.compactMap(\.weights).flatMap { weights in
      [("kernel", weights.kernel), ("bias", weights.bias)].map { part, tensor in
        NumpyArray("\(weights.name)_\(part)", shape: tensor.shape, tensor.elements)
      }
    }
    return [NumpyArray(kerasOriginName, shape: [text.count], text)] + weights
  }

  /// A program in Python that makes the network in Keras, with the weights of the file at `path`, and
  /// uses it.
  ///
  /// - Throws: Nothing that paths give reason for.
  func kerasProgram(path: String) throws -> [String] {
    let name = choice.rawValue
    let input: String
    let use: String
    var arguments = layers.map(kerasLayer)
    switch choice {
    case .generator:
      input = "(\(inputCount),)"
      arguments.append(.plain("layers.Activation(\"sigmoid\")"))
      use = "images = generator(numpy.random.randn(16, \(inputCount)))  # [16, 28, 28, 1], 0 to 1"
    case .discriminator:
      input = "(28, 28, 1)"
      use = "logits = discriminator(numpy.random.rand(16, 28, 28, 1))  # [16, 1], above 0 is real"
    }
    return [
      "import numpy", "from keras import Sequential, layers", "",
    ] + pythonCall("\(name) = Sequential([", [.plain("layers.Input(\(input))")] + arguments, "])")
      + [
        "weights = numpy.load(\(try pythonLiteral(path)))",
        "\(name).set_weights([weights[n] for n in weights.files if n != \"\(kerasOriginName)\"])",
        use,
      ]
  }

  private func kerasLayer(_ layer: Layer) -> PythonLayer {
    switch layer {
    case .dense(let weights, let from, let to):
      return PythonLayer(
        arguments: (from == nil ? [] : ["layers.Flatten()"])
          + ["layers.Dense(\(weights.kernel.shape[1]))"]
          + (to.map { ["layers.Reshape((\($0.side), \($0.side), \($0.channels)))"] } ?? []),
        hasWeights: true)
    case .convolution(let weights, let stride, _):
      let shape = weights.kernel.shape
      return .weighted("layers.Conv2D(\(shape[3]), \(shape[0]), \(stride), \"same\")")
    case .transposedConvolution(let weights, let stride, _):
      let shape = weights.kernel.shape
      return .weighted("layers.Conv2DTranspose(\(shape[2]), \(shape[0]), \(stride), \"same\")")
    case .leakyReLU(let slope):
      return .plain("layers.LeakyReLU(\(slope))")
    }
  }
}

/// The array that says where the weights come from.
let kerasOriginName = "origin"
