import DurableFiles
import Testing

@testable import Exports

@Suite struct ONNXTests {
  private static let origin = ModelOrigin(entries: [("epoch", "3"), ("software", "x")])

  private func bytes(
    _ network: ExportedNetwork, batch: Int? = nil, splitsBias: Bool = false
  ) throws -> [UInt8] {
    try ModelFormat.onnx(batch: batch, splitsBias: splitsBias)
      .bytes(of: network, origin: Self.origin)
  }

  private func graph(
    _ network: ExportedNetwork, batch: Int? = nil, splitsBias: Bool = false
  ) throws -> PlainMessage {
    try PlainMessage(bytes(network, batch: batch, splitsBias: splitsBias)).message(7)
  }

  private func operators(_ graph: PlainMessage) throws -> [String] {
    try graph.messages(1).flatMap { $0.texts(4) }
  }

  /// The attributes of a node that are whole numbers.
  private func integers(_ graph: PlainMessage, _ node: String) throws -> [String: [Int]] {
    let node = try #require(try graph.messages(1).first { $0.texts(3) == [node] })
    return Dictionary(
      uniqueKeysWithValues: try node.messages(5).map {
        (try #require($0.texts(1).first), $0.integers(3) + $0.integers(8))
      })
  }

  /// Names of inputs or outputs, and their dimensions as texts.
  private func values(_ graph: PlainMessage, _ field: Int) throws -> [String] {
    try graph.messages(field).map { value in
      let tensor = try value.message(2).message(1)
      #expect(tensor.integers(1) == [1])
      let dimensions = try tensor.message(2).messages(1).map {
        $0.texts(2).first ?? "\($0.integers(1)[0])"
      }
      return "\(value.texts(1)[0]) \(dimensions.joined(separator: "x"))"
    }
  }

  @Test func theModelSaysItsVersionsAndOrigin() throws {
    let model = try PlainMessage(bytes(SmallNetworks.generator))
    #expect(model.integers(1) == [7])
    #expect(model.texts(2) == ["handwriting-gan render"])
    let opset = try model.message(8)
    #expect(opset.texts(1) == [""] && opset.integers(2) == [13])
    #expect(
      try model.messages(14).map { $0.texts(1) + $0.texts(2) }
        == [["epoch", "3"], ["software", "x"]])
  }

  @Test func generatorGoesFromLatentsToImages() throws {
    let graph = try graph(SmallNetworks.generator)
    #expect(
      try operators(graph) == [
        "Gemm", "Reshape", "LeakyRelu", "ConvTranspose", "LeakyRelu", "ConvTranspose", "LeakyRelu",
        "Conv", "Sigmoid",
      ])
    #expect(try values(graph, 11) == ["latent Nx3"])
    #expect(try values(graph, 12) == ["image Nx1x28x28"])
    #expect(
      try integers(graph, "transposed2")
        == ["kernel_shape": [4, 4], "strides": [2, 2], "pads": [1, 1, 1, 1]])
    #expect(
      try integers(graph, "output")
        == ["kernel_shape": [7, 7], "strides": [1, 1], "pads": [3, 3, 3, 3]])
    #expect(try integers(graph, "dense") == ["transB": [1]])
  }

  @Test func discriminatorGoesFromImagesToLogitsAndProbabilities() throws {
    let graph = try graph(SmallNetworks.discriminator)
    #expect(
      try operators(graph)
        == ["Conv", "LeakyRelu", "Conv", "LeakyRelu", "Flatten", "Gemm", "Sigmoid"])
    #expect(try values(graph, 11) == ["image Nx1x28x28"])
    #expect(try values(graph, 12) == ["logit Nx1", "probability Nx1"])
    for node in ["conv1", "conv2"] {
      #expect(
        try integers(graph, node)
          == ["kernel_shape": [3, 3], "strides": [2, 2], "pads": [0, 0, 1, 1]])
    }
  }

  /// Each input of a node is the graph's, a constant, or what a node before it gives.
  @Test(arguments: [SmallNetworks.generator, SmallNetworks.discriminator], [false, true])
  func nodesAreInTheOrderOfTheirValues(network: ExportedNetwork, splitsBias: Bool) throws {
    let graph = try graph(network, splitsBias: splitsBias)
    var known = Set(try (graph.messages(11) + graph.messages(5)).flatMap { $0.texts(1) })
    known.formUnion(try graph.messages(5).flatMap { $0.texts(8) })
    for node in try graph.messages(1) {
      for input in node.texts(1) { #expect(known.contains(input), "\(input)") }
      for output in node.texts(2) { #expect(known.insert(output).inserted, "\(output)") }
    }
    for output in try graph.messages(12) { #expect(known.contains(output.texts(1)[0])) }
  }

  @Test func constantsAreThoseOfPyTorch() throws {
    let graph = try graph(SmallNetworks.discriminator)
    let constants = try graph.messages(5)
    #expect(
      constants.map { $0.texts(8)[0] } == SmallNetworks.discriminator.torchTensors.map(\.name))
    for (constant, named) in zip(constants, SmallNetworks.discriminator.torchTensors) {
      #expect(constant.integers(1) == named.tensor.shape && constant.integers(2) == [1])
      #expect(floats(constant.bytes(9)[0]) == named.tensor.elements)
    }
  }

  @Test func aBatchFixesEveryShape() throws {
    let fixed = try graph(SmallNetworks.generator, batch: 7)
    #expect(try values(fixed, 11) == ["latent 7x3"] && values(fixed, 12) == ["image 7x1x28x28"])
    func shape(_ graph: PlainMessage) throws -> [UInt8] {
      try #require(try graph.messages(5).first { $0.texts(8) == ["unflatten.shape"] }).bytes(9)[0]
    }
    #expect(try shape(fixed).prefix(16) == [7, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0])
    let free = [UInt8](repeating: 0xFF, count: 8)
    #expect(try shape(graph(SmallNetworks.generator)).prefix(8) == free[...])
    #expect(
      try values(graph(SmallNetworks.discriminator, batch: 1), 12)
        == ["logit 1x1", "probability 1x1"])
  }

  @Test func biasesOfTransposedConvolutionsCanBeNodes() throws {
    let graph = try graph(SmallNetworks.generator, splitsBias: true)
    #expect(
      try operators(graph) == [
        "Gemm", "Reshape", "LeakyRelu", "ConvTranspose", "Add", "LeakyRelu", "ConvTranspose", "Add",
        "LeakyRelu", "Conv", "Sigmoid",
      ])
    for node in try graph.messages(1) where node.texts(4) == ["ConvTranspose"] {
      #expect(node.texts(1).count == 2)
    }
    let bias = try #require(try graph.messages(5).first { $0.texts(8) == ["transposed1.bias"] })
    #expect(bias.integers(1) == [1, 2, 1, 1])
  }

  /// onnx.checker and onnxruntime took these very bytes; `tools/test-exports` asks them again.
  @Test func theBytesAreThoseThatOthersRead() throws {
    #expect(
      try sha256(bytes(SmallNetworks.generator)).hex
        == "f608d0ba57664c97b99b6b6bd757719b5be35a938df181c7e9a8d90f9a284f02")
    #expect(
      try sha256(bytes(SmallNetworks.discriminator, batch: 2)).hex
        == "9c8ce36ee8e35c200012a55a3b11e02db1de7ff9f24e9f504ee5327d3721f444")
  }
}
