import Tensors

/// One parameter tensor of a network: its name in files, its shape and its place among the others.
public struct Parameter: Equatable, Sendable {
  /// The tensor's name in files, such as `dense.kernel`.
  public let name: String
  /// Dimensions in Keras's layout, row-major.
  public let shape: [Int]
  /// Index of its first element among all parameters of the network.
  public let offset: Int
  /// Elements.
  public var count: Int { shape.reduce(1, *) }
}

/// The parameters of a network in file order, one after the other; gradients and moments are laid out
/// as the values are.
public struct ParameterLayout: Sendable {
  /// The tensors in file order.
  public private(set) var entries: [Parameter] = []

  /// Nothing yet.
  public init() {}

  /// Parameters in all tensors.
  public var count: Int { entries.last.map { $0.offset + $0.count } ?? 0 }

  /// Adds a tensor behind the others; the layer that asked for it keeps the result.
  public mutating func add(_ name: String, _ shape: [Int]) -> Parameter {
    let entry = Parameter(name: name, shape: shape, offset: count)
    entries.append(entry)
    return entry
  }

  /// A copy of one tensor in `buffer`, its name prefixed.
  public func tensor(
    _ entry: Parameter, in buffer: FloatBuffer, prefix: String = ""
  ) -> NamedTensor {
    let elements = UnsafeBufferPointer(start: buffer.start + entry.offset, count: entry.count)
    return NamedTensor(
      name: prefix + entry.name, tensor: Tensor(shape: entry.shape, elements: Array(elements)))
  }

  /// The tensors in `buffer`, each copied when it is asked for.
  public func tensors(in buffer: FloatBuffer) -> some Collection<NamedTensor> {
    entries.lazy.map { tensor($0, in: buffer) }
  }

  /// Fills `buffer` from `tensors`, which may hold others too.
  ///
  /// - Throws: `ModelFileError` when one is missing or has another shape.
  public func load(
    _ tensors: [NamedTensor], into buffer: FloatBuffer, prefix: String = ""
  ) throws(ModelFileError) {
    for entry in entries {
      guard let found = tensors.first(where: { $0.name == prefix + entry.name })?.tensor else {
        throw .missing(prefix + entry.name)
      }
      guard found.shape == entry.shape else {
        throw .shape(prefix + entry.name, expected: entry.shape, found: found.shape)
      }
      found.elements.withUnsafeBufferPointer {
        guard let source = $0.baseAddress else { return }
        (buffer.start + entry.offset).update(from: source, count: entry.count)
      }
    }
  }
}

/// The parameters of one network in one contiguous block.
public final class Parameters {
  /// Which tensors they are.
  public let layout: ParameterLayout
  /// Their values; padding behind the last one stays zero.
  public let values: FloatBuffer

  /// Zeros.
  public init(_ layout: ParameterLayout) {
    self.layout = layout
    values = FloatBuffer(count: layout.count)
  }

  /// Where the values of a tensor start.
  public subscript(_ parameter: Parameter) -> UnsafeMutablePointer<Float> {
    values.start + parameter.offset
  }

  /// The values, each tensor copied when it is asked for.
  public var tensors: some Collection<NamedTensor> { layout.tensors(in: values) }

  /// Replaces the values.
  ///
  /// - Throws: `ModelFileError` when a tensor is missing or has another shape.
  public func load(_ tensors: [NamedTensor]) throws(ModelFileError) {
    try layout.load(tensors, into: values)
  }

  /// Makes sure that something can be computed with the values: training can diverge, and a file say
  /// anything.
  ///
  /// - Throws: `ModelFileError.notFinite` for the first tensor with a number that is infinite or none.
  public func expectFinite() throws(ModelFileError) {
    for entry in layout.entries {
      let values = UnsafeBufferPointer(start: self[entry], count: entry.count)
      guard values.allSatisfy(\.isFinite) else { throw .notFinite(entry.name) }
    }
  }

  /// Glorot-uniform kernels and zero biases (Glorot and Bengio 2010), in Keras's range; biases are the
  /// tensors of one dimension.
  ///
  /// `part` tells this network's draws from another's.
  public func initializeGlorot(_ random: RandomStream, part: Int) {
    for (index, entry) in layout.entries.enumerated() where entry.shape.count > 1 {
      let field = entry.shape.dropLast(2).reduce(1, *)
      let fans = entry.shape.suffix(2).reduce(0, +) * field
      let limit = (6 / Float(fans)).squareRoot()
      let words = random.words(
        .initialization, epoch: part, step: index, count: entry.count)
      for (i, word) in words.enumerated() {
        values.start[entry.offset + i] = (Float(word >> 8) * 0x1p-23 - 1) * limit
      }
    }
  }
}
