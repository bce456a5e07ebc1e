/// An array of a .npz file.
public struct NumpyArray: Sendable {
  /// Its numbers, in the order of the last index first.
  public enum Elements: Sendable {
    case bytes([UInt8])
    case floats([Float])
    case integers([Int32])
  }

  /// What `numpy.load` finds it by.
  public let name: String
  /// Its dimensions.
  public let shape: [Int]
  /// As many as the shape says.
  public let elements: Elements

  /// An array of bytes.
  ///
  /// - Precondition: The name is an identifier, and there are as many elements as the shape says.
  public init(_ name: String, shape: [Int], _ elements: [UInt8]) {
    self.init(name, shape, .bytes(elements), count: elements.count)
  }

  /// An array of float32 numbers.
  ///
  /// - Precondition: The name is an identifier, and there are as many elements as the shape says.
  public init(_ name: String, shape: [Int], _ elements: [Float]) {
    self.init(name, shape, .floats(elements), count: elements.count)
  }

  /// An array of int32 numbers.
  ///
  /// - Precondition: The name is an identifier, and there are as many elements as the shape says.
  public init(_ name: String, shape: [Int], _ elements: [Int32]) {
    self.init(name, shape, .integers(elements), count: elements.count)
  }

  private init(_ name: String, _ shape: [Int], _ elements: Elements, count: Int) {
    precondition(shape.reduce(1, *) == count, "\(count) elements are no array \(shape)")
    precondition(isIdentifier(name), "'\(name)' is no name")
    (self.name, self.shape, self.elements) = (name, shape, elements)
  }

  /// The elements as they lie in a file, valid during the call.
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    switch elements {
    case .bytes(let bytes): try bytes.withUnsafeBytes(body)
    // Every processor that this program runs on has the least significant byte first.
    case .floats(let floats): try floats.withUnsafeBytes(body)
    case .integers(let integers): try integers.withUnsafeBytes(body)
    }
  }

  /// What a .npy file has in front of the elements.
  var header: [UInt8] {
    switch elements {
    case .bytes: npyHeader(type: "|u1", shape: shape)
    case .floats: npyHeader(type: "<f4", shape: shape)
    case .integers: npyHeader(type: "<i4", shape: shape)
    }
  }
}
