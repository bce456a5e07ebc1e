/// A file with an ONNX model.
func onnxBytes(_ graph: ONNXGraph, origin: ModelOrigin) -> [UInt8] {
  let opset = ProtocolBuffer([(1, .text("")), (2, .integer(opsetVersion))])
  let metadata = origin.entries.map { key, value in
    ProtocolBuffer([(1, .text(key)), (2, .text(value))])
  }
  return onnxBeginning
    + ProtocolBuffer([(7, .message(graph.message)), (8, .message(opset))]).bytes
    + ProtocolBuffer(metadata.map { (14, .message($0)) }).bytes
}

/// What our models begin with: the version of the intermediate representation, and who made them.
let onnxBeginning = ProtocolBuffer([(1, .integer(7)), (2, .text(ModelOrigin.software))]).bytes

/// Of the operators; 13 has all that these networks need, and is old enough for compilers of devices.
private let opsetVersion = 13
