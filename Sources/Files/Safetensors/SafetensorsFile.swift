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

extension SafetensorsHeader {
  /// Reads the header of an open file, or of a safetensors file that lies in a range of it; `source`
  /// is for messages.
  ///
  /// - Throws: `SafetensorsError`, `FileError`.
  public init(of file: ReadableFile, range: Range<Int>? = nil, source: String? = nil) throws {
    let source = source ?? file.path
    let range = range ?? 0..<file.size
    let start = range.lowerBound + min(Self.prefixCount, range.count)
    let prefix = try file.bytes(range.lowerBound..<start)
    let count = try Self.count(prefix: prefix, fileSize: range.count, source: source)
    let bytes = try file.bytes(start..<start + count)
    try self.init(parsing: bytes[...], fileSize: range.count, source: source)
  }

  /// Reads the tensors, all of 32-bit floats, whose names satisfy `isWanted`, in the order of their
  /// bytes; `start` is where the safetensors file begins in `file`, `source` is for messages.
  ///
  /// - Throws: `SafetensorsError` for another element type; `FileError`.
  public func tensors(
    of file: ReadableFile, from start: Int = 0, source: String,
    where isWanted: (String) -> Bool = { _ in true }
  ) throws -> [NamedTensor] {
    try entries.filter { isWanted($0.name) }.map { entry in
      guard entry.type == .f32 else {
        throw SafetensorsError.invalid(
          source: source, tensor: entry.name, reason: "is \(entry.type.rawValue), not F32")
      }
      var elements = [Float](repeating: 0, count: entry.byteRange.count / 4)
      try elements.withUnsafeMutableBytes {
        try file.read(into: $0, at: start + entry.byteRange.lowerBound)
      }
      return NamedTensor(name: entry.name, tensor: Tensor(shape: entry.shape, elements: elements))
    }
  }
}
