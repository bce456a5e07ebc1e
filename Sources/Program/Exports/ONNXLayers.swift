import Tensors

/// Puts the layers of a network into a graph, one behind the other, on images `[N, channels, height,
/// width]`.
struct ONNXLayers {
  private(set) var graph: ONNXGraph
  private let batch: Int?
  private let splitsBias: Bool
  /// What the last layer gives.
  private var value: String

  /// N, the number of vectors or images.
  private static func dimension(_ batch: Int?) -> ONNXGraph.Dimension {
    batch.map(ONNXGraph.Dimension.fixed) ?? .free(name: "N")
  }

  /// A graph of the network.
  ///
  /// - Parameters:
  ///   - network: Its layers.
  ///   - batch: N, vectors or images at a call; nil for any number.
  ///   - splitsBias: Whether the biases of transposed convolutions are added by nodes of their own.
  init(_ network: ExportedNetwork, batch: Int?, splitsBias: Bool) {
    graph = ONNXGraph(name: network.choice.rawValue)
    (self.batch, self.splitsBias) = (batch, splitsBias)
    let count = Self.dimension(batch)
    let side = ONNXGraph.Dimension.fixed(ExportedNetwork.imageSide)
    let image = [count, .fixed(1), side, side]
    switch network.choice {
    case .generator:
      value = "latent"
      graph.addInput(value, [count, .fixed(network.inputCount)])
      for layer in network.layers { add(layer) }
      addNode("Sigmoid", [value], "image")
      graph.addOutput("image", image)
    case .discriminator:
      value = "image"
      graph.addInput(value, image)
      for layer in network.layers.dropLast() { add(layer) }
      if let last = network.layers.last { add(last, output: "logit") }
      graph.addOutput("logit", [count, .fixed(1)])
      addNode("Sigmoid", [value], "probability")
      graph.addOutput("probability", [count, .fixed(1)])
    }
  }

  /// Adds a layer; what it gives is called `output`, or as the layer is.
  private mutating func add(_ layer: ExportedNetwork.Layer, output: String? = nil) {
    switch layer {
    case .dense(let weights, let from, let to):
      if from != nil { addNode("Flatten", [value], "flatten", [("axis", .integer(1))]) }
      let names = addConstants(weights.channelsFirst(from: from, to: to))
      addNode(
        "Gemm", [value] + names, output ?? weights.name, [("transB", .integer(1))])
      if let to {
        graph.addConstant("unflatten.shape", [batch ?? -1, to.channels, to.side, to.side])
        addNode("Reshape", [value, "unflatten.shape"], "unflatten")
      }
    case .leakyReLU(let slope):
      addNode("LeakyRelu", [value], "\(value).leaky", [("alpha", .float(slope))])
    case .convolution(let weights, let stride, let padding):
      addNode(
        "Conv", [value] + addConstants(weights.channelsFirst), output ?? weights.name,
        window(
          weights, stride: stride,
          pads: [padding.before, padding.before, padding.after, padding.after]))
    case .transposedConvolution(let weights, let stride, let crop):
      let attributes = window(weights, stride: stride, pads: [crop, crop, crop, crop])
      let first = weights.channelsFirst
      if splitsBias {
        graph.addConstant("\(weights.name).weight", first.kernel)
        graph.addConstant(
          "\(weights.name).bias", first.bias.reshaped([1, first.bias.shape[0], 1, 1]))
        addNode(
          "ConvTranspose", [value, "\(weights.name).weight"], "\(weights.name).product", attributes)
        addNode("Add", [value, "\(weights.name).bias"], weights.name)
      } else {
        addNode("ConvTranspose", [value] + addConstants(first), weights.name, attributes)
      }
    }
  }

  private mutating func addNode(
    _ operation: String, _ inputs: [String], _ output: String,
    _ attributes: [(name: String, value: ONNXGraph.Attribute)] = []
  ) {
    graph.addNode(operation, inputs, output: output, attributes)
    value = output
  }

  /// Adds both tensors of a layer, under PyTorch's names.
  private mutating func addConstants(_ weights: LayerWeights) -> [String] {
    let tensors = weights.torchTensors
    for named in tensors { graph.addConstant(named.name, named.tensor) }
    return tensors.map(\.name)
  }

  private func window(
    _ weights: LayerWeights, stride: Int, pads: [Int]
  ) -> [(name: String, value: ONNXGraph.Attribute)] {
    [
      ("kernel_shape", .integers(Array(weights.kernel.shape[..<2]))),
      ("strides", .integers([stride, stride])), ("pads", .integers(pads)),
    ]
  }
}
