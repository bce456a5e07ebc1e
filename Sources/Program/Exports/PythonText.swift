import JSONLines

/// A call of a network's constructor in Python, a line of arguments for each layer that has weights.
///
/// - Parameters:
///   - opening: Up to the bracket.
///   - layers: The arguments of each layer of the network, which may be several.
///   - closing: Behind the last argument.
/// - Returns: The lines.
func pythonCall(_ opening: String, _ layers: [PythonLayer], _ closing: String) -> [String] {
  var lines: [String] = []
  for layer in layers {
    let text = layer.arguments.joined(separator: ", ")
    if layer.hasWeights || lines.isEmpty {
      lines.append(text)
    } else {
      lines[lines.count - 1] += ", " + text
    }
  }
  return [opening]
    + lines.enumerated().map { "    " + $1 + ($0 == lines.count - 1 ? closing : ",") }
}

/// A layer as arguments in Python.
struct PythonLayer {
  let arguments: [String]
  let hasWeights: Bool

  /// A layer with weights, and what goes with it.
  static func weighted(_ arguments: String...) -> PythonLayer {
    PythonLayer(arguments: arguments, hasWeights: true)
  }

  /// A layer without weights.
  static func plain(_ argument: String) -> PythonLayer {
    PythonLayer(arguments: [argument], hasWeights: false)
  }
}

/// A text as Python writes it; JSON's strings are some of Python's.
///
/// - Throws: Nothing that texts give reason for.
func pythonLiteral(_ text: String) throws -> String { try jsonLine(text) }
