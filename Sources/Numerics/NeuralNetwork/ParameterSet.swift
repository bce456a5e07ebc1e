import CKernels
import Tensors

/// The parameters of one network in one contiguous block, with their gradients and Adam moments.
public final class ParameterSet {
  /// One parameter tensor: its name, Keras shape and place in the block.
  public struct Entry {
    /// The tensor's name in files, such as `dense.kernel`.
    public let name: String
    /// Dimensions in Keras's layout, row-major.
    public let shape: [Int]
    /// Index of its first element in the block.
    public let offset: Int
    /// Elements.
    public var count: Int { shape.reduce(1, *) }
  }

  /// The tensors in file order.
  public let entries: [Entry]
  /// Parameters in all tensors.
  public let count: Int
  /// Parameters, gradients, first and second moments; padding stays zero.
  public let values, gradients, firstMoments, secondMoments: FloatBuffer
  /// Adam updates made so far.
  public var updates = 0

  /// Zero parameters of the given names and shapes.
  public init(_ tensors: [(name: String, shape: [Int])]) {
    var offset = 0
    entries = tensors.map { name, shape in
      let entry = Entry(name: name, shape: shape, offset: offset)
      offset += entry.count
      return entry
    }
    count = offset
    values = FloatBuffer(count: count)
    gradients = FloatBuffer(count: count)
    firstMoments = FloatBuffer(count: count)
    secondMoments = FloatBuffer(count: count)
  }

  /// Where the tensor `name` starts in `buffer`.
  public func pointer(_ name: String, in buffer: FloatBuffer) -> UnsafeMutablePointer<Float> {
    guard let entry = entries.first(where: { $0.name == name }) else {
      preconditionFailure("no parameter '\(name)'")
    }
    return buffer.start + entry.offset
  }

  /// Copies of the tensors in `buffer`.
  public func tensors(in buffer: FloatBuffer) -> [NamedTensor] { Array(lazyTensors(in: buffer)) }

  /// The same, each copied when it is asked for.
  public func lazyTensors(in buffer: FloatBuffer) -> some Collection<NamedTensor> {
    entries.lazy.map { self.tensor($0, in: buffer, prefix: "") }
  }

  /// A copy of one tensor in `buffer`, its name prefixed.
  public func tensor(_ entry: Entry, in buffer: FloatBuffer, prefix: String) -> NamedTensor {
    let elements = UnsafeBufferPointer(start: buffer.start + entry.offset, count: entry.count)
    return NamedTensor(
      name: prefix + entry.name, tensor: Tensor(shape: entry.shape, elements: Array(elements)))
  }

  /// Fills `buffer` from `tensors`, which may hold others too.
  ///
  /// - Throws: `ModelFileError` when one is missing or has another shape.
  public func load(_ tensors: [NamedTensor], into buffer: FloatBuffer, prefix: String = "") throws {
    for entry in entries {
      guard let found = tensors.first(where: { $0.name == prefix + entry.name })?.tensor else {
        throw ModelFileError.missing(prefix + entry.name)
      }
      guard found.shape == entry.shape else {
        throw ModelFileError.shape(
          prefix + entry.name, expected: entry.shape, found: found.shape)
      }
      found.elements.withUnsafeBufferPointer {
        guard let source = $0.baseAddress else { return }
        (buffer.start + entry.offset).update(from: source, count: entry.count)
      }
    }
  }

  /// Glorot-uniform kernels and zero biases (Glorot and Bengio 2010), in Keras's range.
  ///
  /// `part` tells this network's draws from another's.
  public func initializeGlorot(_ random: RandomStream, part: Int) {
    for (index, entry) in entries.enumerated() where entry.name.hasSuffix(".kernel") {
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

  /// One Adam update from `gradients` (Kingma and Ba 2015, arXiv:1412.6980, in Keras's form).
  ///
  /// - Returns: Whether all parameters and moments stayed finite; an infinite second moment would hold
  ///   its parameter for ever.
  public func updateAdam(
    rate: Float, beta1: Float, beta2: Float = 0.999, epsilon: Float = 1e-7, kernels: Kernels,
    pool: WorkerPool
  ) -> Bool {
    updates += 1
    let corrected = Adam.correctedRate(
      rate: Double(rate), beta1: Double(beta1), beta2: Double(beta2), update: updates)
    let slices = max(1, values.count / 65536)
    var failures = [Int32](repeating: 0, count: slices)
    failures.withUnsafeMutableBufferPointer { failures in
      pool.run(items: slices) { slice, _ in
        let vectors = values.count / 16
        let first = vectors * slice / slices * 16
        let end = vectors * (slice + 1) / slices * 16
        failures[slice] = kernels.table.adam_update(
          values.start + first, gradients.start + first, firstMoments.start + first,
          secondMoments.start + first, end - first, Float(corrected), beta1, beta2, epsilon)
      }
    }
    return failures.allSatisfy { $0 == 0 }
  }
}
