import DurableFiles
import NumpyFiles
import Safetensors

/// Whose form of a network a file has.
public enum ModelFormat: Equatable, Sendable {
  /// An ONNX model.
  ///
  /// - Parameters:
  ///   - batch: Vectors or images at a call, in `batchRange`; nil for any number.
  ///   - splitsBias: Whether the biases of transposed convolutions are added by nodes of their own, as
  ///     compilers for Ascend want them.
  case onnx(batch: Int?, splitsBias: Bool)
  /// The weights under PyTorch's names and in its layouts, as safetensors.
  case pytorch
  /// The weights in Keras's order and layouts, as arrays of NumPy's.
  case keras

  /// Vectors or images at a call of a model.
  public static let batchRange = 1...65_536

  /// What the names of its files end in, after the dot.
  public var suffix: String {
    switch self {
    case .onnx: "onnx"
    case .pytorch: "safetensors"
    case .keras: "npz"
    }
  }

  /// What tells the name of a file from that of one of which nothing is said.
  var nameSuffix: String {
    guard case .onnx(let batch, let splitsBias) = self else { return "" }
    return (batch.map { "_batch\($0)" } ?? "") + (splitsBias ? "_ascend" : "")
  }

  /// What its files replace.
  var kind: FileKind {
    switch self {
    case .onnx: .onnx
    case .pytorch: .torchWeights
    case .keras: .kerasWeights
    }
  }

  /// The file.
  ///
  /// - Throws: Nothing that a network gives reason for.
  func bytes(of network: ExportedNetwork, origin: ModelOrigin) throws -> [UInt8] {
    switch self {
    case .onnx(let batch, let splitsBias):
      onnxBytes(
        ONNXLayers(network, batch: batch, splitsBias: splitsBias).graph, origin: origin)
    case .pytorch:
      safetensorsBytes(
        network.torchTensors,
        metadata: origin.dictionary.merging(["format": "pt"]) { $1 })
    case .keras: try npzBytes(network.kerasArrays(origin: origin))
    }
  }

  /// A program in Python that opens the file at `path`; nil when other programs need none.
  ///
  /// - Throws: Nothing that paths give reason for.
  func program(of network: ExportedNetwork, path: String) throws -> [String]? {
    switch self {
    case .onnx: nil
    case .pytorch: try network.torchProgram(path: path)
    case .keras: try network.kerasProgram(path: path)
    }
  }
}

extension FileKind {
  static let onnx = FileKind("an ONNX model of this program") { $0.starts(with: onnxBeginning) }

  static let torchWeights = FileKind("a file of weights for PyTorch of this program") { beginning in
    beginning.prefix(8).contains(0)
      && [#""format":"pt""#, #""software":"\#(ModelOrigin.software) "#].allSatisfy { text in
        !beginning.ranges(of: Array(text.utf8)).isEmpty
      }
  }

  static let kerasWeights = FileKind("a file of weights for Keras of this program") { beginning in
    beginning.starts(with: [0x50, 0x4B, 3, 4])
      && beginning.dropFirst(30).starts(with: Array("\(kerasOriginName).npy".utf8))
  }
}
