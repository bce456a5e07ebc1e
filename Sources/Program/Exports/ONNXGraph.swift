import Tensors

/// A graph of ONNX operators, with the tensors that do not change.
///
/// Source: onnx/onnx.proto, of IR version 7.
struct ONNXGraph {
  private let name: String
  private var nodes: [ProtocolBuffer] = []
  private var constants: [ProtocolBuffer] = []
  private var inputs: [ProtocolBuffer] = []
  private var outputs: [ProtocolBuffer] = []

  /// A dimension of an input or output: a number, or one that each call chooses.
  enum Dimension {
    case fixed(Int)
    case free(name: String)
  }

  /// An attribute of an operator.
  enum Attribute {
    case integer(Int)
    case integers([Int])
    case float(Float)
  }

  /// Nothing yet.
  init(name: String) { self.name = name }

  /// Adds an input of floats.
  mutating func addInput(_ name: String, _ shape: [Dimension]) {
    inputs.append(Self.description(name, shape))
  }

  /// Adds an output of floats, which a node has under this name.
  mutating func addOutput(_ name: String, _ shape: [Dimension]) {
    outputs.append(Self.description(name, shape))
  }

  /// Adds a tensor.
  mutating func addConstant(_ name: String, _ tensor: Tensor) {
    // Every machine Swift runs on here is little-endian, as the format is.
    addConstant(
      name, shape: tensor.shape, type: Self.floatType, tensor.elements.withUnsafeBytes { Array($0) }
    )
  }

  /// Adds a vector of whole numbers.
  mutating func addConstant(_ name: String, _ integers: [Int]) {
    addConstant(
      name, shape: [integers.count], type: Self.integerType,
      integers.map(Int64.init).withUnsafeBytes { Array($0) })
  }

  /// Adds an operator, called as its only output is.
  mutating func addNode(
    _ operation: String, _ inputs: [String], output: String,
    _ attributes: [(name: String, value: Attribute)] = []
  ) {
    nodes.append(
      ProtocolBuffer(
        inputs.map { (1, .text($0)) }
          + [(2, .text(output)), (3, .text(output)), (4, .text(operation))]
          + attributes.map { (5, .message(Self.message($0.name, $0.value))) }))
  }

  /// The message `GraphProto`.
  var message: ProtocolBuffer {
    func fields(_ number: Int, _ messages: [ProtocolBuffer]) -> [(Int, ProtocolBuffer.Value)] {
      messages.map { (number, .message($0)) }
    }
    return ProtocolBuffer(
      fields(1, nodes) + [(2, .text(name))] + fields(5, constants) + fields(11, inputs)
        + fields(12, outputs))
  }

  // Of `TensorProto.DataType`.
  private static let floatType = 1
  private static let integerType = 7

  private mutating func addConstant(_ name: String, shape: [Int], type: Int, _ bytes: [UInt8]) {
    constants.append(
      ProtocolBuffer(
        shape.map { (1, .integer($0)) }
          + [(2, .integer(type)), (8, .text(name)), (9, .bytes(bytes))]))
  }

  private static func description(_ name: String, _ shape: [Dimension]) -> ProtocolBuffer {
    let dimensions = shape.map { dimension in
      switch dimension {
      case .fixed(let size): ProtocolBuffer([(1, .integer(size))])
      case .free(let name): ProtocolBuffer([(2, .text(name))])
      }
    }
    let shape = ProtocolBuffer(dimensions.map { (1, .message($0)) })
    let tensor = ProtocolBuffer([(1, .integer(floatType)), (2, .message(shape))])
    let type = ProtocolBuffer([(1, .message(tensor))])
    return ProtocolBuffer([(1, .text(name)), (2, .message(type))])
  }

  private static func message(_ name: String, _ value: Attribute) -> ProtocolBuffer {
    // The last field is of `AttributeProto.AttributeType`.
    let fields: [(Int, ProtocolBuffer.Value)]
    switch value {
    case .float(let float): fields = [(2, .float(float)), (20, .integer(1))]
    case .integer(let integer): fields = [(3, .integer(integer)), (20, .integer(2))]
    case .integers(let integers):
      fields = integers.map { (8, .integer($0)) } + [(20, .integer(7))]
    }
    return ProtocolBuffer([(1, .text(name))] + fields)
  }
}
