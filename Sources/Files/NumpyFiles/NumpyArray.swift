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
    precondition(name.wholeMatch(of: #/[A-Za-z_][A-Za-z0-9_]*/#) != nil, "'\(name)' is no name")
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

  /// What a .npy file has in front of the elements, of version 1.0.
  ///
  /// Blanks make it a multiple of 64 bytes, as NumPy's do. Source: NEP 1.
  var header: [UInt8] {
    let type =
      switch elements {
      case .bytes: "|u1"
      case .floats: "<f4"
      case .integers: "<i4"
      }
    let dimensions = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(dimensions)), }"
    let unpadded = 10 + text.utf8.count + 1
    let length = (unpadded + 63) / 64 * 64 - 10
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)]
      + Array(text.utf8) + [UInt8](repeating: 0x20, count: length - text.utf8.count - 1) + [0x0A]
  }
}
