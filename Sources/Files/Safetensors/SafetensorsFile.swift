import DurableFiles
import Tensors

/// The header bytes, length field included, of a file that holds `tensors` one after the other.
///
/// Keys are sorted where the format leaves their order open, and spaces pad the header so that the
/// data starts at a multiple of 64 bytes: equal contents give equal bytes.
public func safetensorsHeader(
  _ tensors: [(name: String, type: ElementType, shape: [Int])], metadata: [String: String]
) -> [UInt8] {
  var fields: [String] = []
  if !metadata.isEmpty {
    let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
    fields.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
  }
  var offset = 0
  for tensor in tensors {
    let end = offset + tensor.shape.reduce(tensor.type.byteCount, *)
    let shape = tensor.shape.map(String.init).joined(separator: ",")
    fields.append(
      """
      \(quoted(tensor.name)):{"dtype":"\(tensor.type.rawValue)","shape":[\(shape)],\
      "data_offsets":[\(offset),\(end)]}
      """)
    offset = end
  }
  var header = Array("{\(fields.joined(separator: ","))}".utf8)
  let padding = (64 - (SafetensorsHeader.prefixCount + header.count) % 64) % 64
  header += [UInt8](repeating: 0x20, count: padding)
  return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
}

/// A JSON string literal.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case _ where scalar.value < 0x20:
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

/// A safetensors file of 32-bit floats, piece by piece: of a lazy collection one tensor is in memory
/// at a time.
public struct SafetensorsPieces {
  private let header: [UInt8]
  private let tensors: any Collection<NamedTensor>
  /// Bytes of all pieces.
  public let size: Int

  /// The pieces of `tensors`, and of `metadata` in the header.
  public init(_ tensors: some Collection<NamedTensor>, metadata: [String: String]) {
    self.tensors = tensors
    var entries: [(name: String, type: ElementType, shape: [Int])] = []
    var dataSize = 0
    for named in tensors {
      entries.append((named.name, .f32, named.tensor.shape))
      dataSize += 4 * named.tensor.elements.count
    }
    header = safetensorsHeader(entries, metadata: metadata)
    size = header.count + dataSize
  }

  /// Hands over the file from front to back.
  public func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try header.withUnsafeBytes(body)
    for named in tensors {
      // Every machine Swift runs on here is little-endian, as the format is.
      try named.tensor.elements.withUnsafeBytes(body)
    }
  }
}

/// A whole safetensors file of 32-bit floats.
public func safetensorsBytes(
  _ tensors: some Collection<NamedTensor>, metadata: [String: String]
) -> [UInt8] {
  let pieces = SafetensorsPieces(tensors, metadata: metadata)
  var bytes: [UInt8] = []
  bytes.reserveCapacity(pieces.size)
  pieces.forEachPiece { bytes.append(contentsOf: $0) }
  return bytes
}

/// The tensors of a safetensors file of 32-bit floats, in the order of their bytes.
///
/// - Throws: `SafetensorsError` when `bytes` are anything else.
public func readSafetensors(
  _ bytes: [UInt8], source: String
) throws -> (tensors: [NamedTensor], metadata: [String: String]) {
  let prefix = Array(bytes.prefix(SafetensorsHeader.prefixCount))
  let count = try SafetensorsHeader.count(prefix: prefix, fileSize: bytes.count, source: source)
  let start = SafetensorsHeader.prefixCount
  let header = try SafetensorsHeader(
    parsing: bytes[start..<start + count], fileSize: bytes.count, source: source)
  let tensors = try header.entries.map { entry in
    guard entry.type == .f32 else {
      throw SafetensorsError.invalid(
        source: source, tensor: entry.name, reason: "is \(entry.type.rawValue), not F32")
    }
    let elements = [Float](unsafeUninitializedCapacity: entry.byteRange.count / 4) {
      buffer, count in
      UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes[entry.byteRange])
      count = entry.byteRange.count / 4
    }
    return NamedTensor(name: entry.name, tensor: Tensor(shape: entry.shape, elements: elements))
  }
  return (tensors, header.metadata)
}

extension SafetensorsHeader {
  /// Reads the header of an open file.
  ///
  /// - Throws: `SafetensorsError`, `FileError`.
  public init(of file: ReadableFile) throws {
    let prefix = try file.bytes(0..<min(Self.prefixCount, file.size))
    let count = try Self.count(prefix: prefix, fileSize: file.size, source: file.path)
    let bytes = try file.bytes(Self.prefixCount..<Self.prefixCount + count)
    try self.init(parsing: bytes[...], fileSize: file.size, source: file.path)
  }
}
