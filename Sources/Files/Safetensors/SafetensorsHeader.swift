import Tensors

/// The header of a safetensors file: what tensors it holds and where.
///
/// FORMAT.md has the rules.
public struct SafetensorsHeader: Sendable {
  /// One tensor in the file.
  public struct Entry: Sendable {
    /// Its name.
    public let name: String
    /// Its element type.
    public let type: ElementType
    /// Its dimensions, outermost first.
    public let shape: [Int]
    /// Where its bytes are, counted from the start of the file.
    public let byteRange: Range<Int>
  }

  /// The tensors in the order of their bytes.
  public let entries: [Entry]
  /// The `__metadata__` strings.
  public let metadata: [String: String]

  /// Bytes of the length field in front of the header.
  public static let prefixCount = 8
  /// The longest header read, in bytes.
  public static let maximumCount = 1 << 20

  /// The length of the header that the first eight bytes announce.
  ///
  /// - Throws: `SafetensorsError` when it cannot be that of a file of `fileSize` bytes.
  public static func count(prefix: [UInt8], fileSize: Int, source: String) throws -> Int {
    guard prefix.count == prefixCount, fileSize >= prefixCount else {
      throw SafetensorsError.truncated(source: source, expected: prefixCount, found: fileSize)
    }
    let count = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard count <= UInt64(maximumCount) else {
      throw SafetensorsError.notSafetensors(
        source: source, reason: "its header would have \(count) bytes")
    }
    guard Int(count) <= fileSize - prefixCount else {
      throw SafetensorsError.truncated(
        source: source, expected: prefixCount + Int(count), found: fileSize)
    }
    return Int(count)
  }

  /// Reads the header `bytes`, which follow the length, of a file of `fileSize` bytes.
  ///
  /// - Throws: `SafetensorsError` for everything the format's specification calls invalid.
  public init(parsing bytes: ArraySlice<UInt8>, fileSize: Int, source: String) throws {
    guard bytes.first == UInt8(ascii: "{") else {
      throw SafetensorsError.notSafetensors(source: source, reason: "its header is not JSON")
    }
    let dataStart = Self.prefixCount + bytes.count
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    var names: Set<String> = []
    var scanner = HeaderScanner(bytes)
    do {
      try scanner.object { name, scanner in
        guard names.insert(name).inserted else {
          throw SafetensorsError.invalid(source: source, tensor: name, reason: "appears twice")
        }
        if name == "__metadata__" {
          try scanner.object { key, scanner in
            guard metadata.updateValue(try scanner.string(), forKey: key) == nil else {
              throw SafetensorsError.invalid(source: source, tensor: key, reason: "appears twice")
            }
          }
        } else {
          entries.append(
            try Self.entry(name, &scanner, dataStart: dataStart, fileSize: fileSize, source: source)
          )
        }
      }
      try scanner.expectEnd()
    } catch let error as HeaderScanner.Malformed {
      throw SafetensorsError.notSafetensors(
        source: source,
        reason: "its header is malformed at byte "
          + "\(Self.prefixCount + error.offset - bytes.startIndex)")
    }
    entries.sort {
      ($0.byteRange.lowerBound, $0.byteRange.upperBound)
        < ($1.byteRange.lowerBound, $1.byteRange.upperBound)
    }
    var end = dataStart
    for entry in entries {
      guard entry.byteRange.lowerBound == end else {
        throw SafetensorsError.invalid(
          source: source, tensor: entry.name, reason: "overlaps another or leaves a gap")
      }
      end = entry.byteRange.upperBound
    }
    guard end == fileSize else {
      throw SafetensorsError.truncated(source: source, expected: end, found: fileSize)
    }
    self.entries = entries
    self.metadata = metadata
  }

  private static func entry(
    _ name: String, _ scanner: inout HeaderScanner, dataStart: Int, fileSize: Int, source: String
  ) throws -> Entry {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    func invalid(_ reason: String) -> SafetensorsError {
      .invalid(source: source, tensor: name, reason: reason)
    }
    try scanner.object { key, scanner in
      switch key {
      case "dtype" where type == nil: type = try scanner.string()
      case "shape" where shape == nil: shape = try scanner.numbers(limit: 8)
      case "data_offsets" where offsets == nil: offsets = try scanner.numbers(limit: 2)
      default: throw invalid("has an unexpected or repeated field '\(key)'")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw invalid("lacks dtype, shape or data_offsets")
    }
    guard let elementType = ElementType(rawValue: type) else {
      throw invalid("has the unknown type '\(type)'")
    }
    var count = elementType.byteCount
    for dimension in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow else { throw invalid("has an impossible shape \(shape)") }
      count = product
    }
    guard offsets[0] <= offsets[1], offsets[1] - offsets[0] == count else {
      throw invalid("needs \(count) bytes, its offsets are \(offsets)")
    }
    guard offsets[1] <= fileSize - dataStart else {
      throw SafetensorsError.truncated(
        source: source, expected: dataStart + min(offsets[1], Int.max - dataStart), found: fileSize)
    }
    return Entry(
      name: name, type: elementType, shape: shape,
      byteRange: dataStart + offsets[0]..<dataStart + offsets[1])
  }
}
