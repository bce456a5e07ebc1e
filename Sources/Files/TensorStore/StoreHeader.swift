import DurableFiles
import Safetensors
import Tensors

/// The header of a tensor store, checked as far as it says of itself.
struct StoreHeader {
  /// What the store says of its origin.
  let metadata: [String: String]
  /// The parts that it has.
  let parts: [StorePart: SafetensorsHeader.Entry]
  /// SHA-256 of the bytes in `payload`, as recorded.
  let payloadDigest: SHA256Digest
  /// The bytes behind the header.
  let payload: Range<Int>

  /// Reads the header of an open file: its digest first, then the version, then the parts.
  ///
  /// - Throws: `SafetensorsError`, `StoreError`, `FileError`.
  init(of file: ReadableFile) throws {
    let path = file.path
    let limit = SafetensorsHeader.prefixCount + SafetensorsHeader.maximumCount + maximumStoreCount
    guard file.size <= limit else {
      throw FileError.tooLarge(path: path, size: file.size, limit: limit)
    }
    let header = try SafetensorsHeader(of: file)
    // The tensors may be in any order, with others among them.
    payload = (header.entries.first?.byteRange.lowerBound ?? file.size)..<file.size
    metadata = header.metadata
    let recorded = metadata["header_sha256"]
    if let recorded {
      let bytes = try file.bytes(0..<payload.lowerBound)
      guard let digest = SHA256Digest(hex: recorded),
        headerDigest(bytes, recorded: digest) == digest
      else { throw StoreError.damaged(path: path) }
    }
    let version = metadata["format_version"]
    guard version == "1" || version == storeFormatVersion && recorded != nil,
      let payloadDigest = SHA256Digest(hex: metadata["payload_sha256"] ?? "")
    else {
      throw StoreError.unsupportedVersion(path: path, found: version ?? "no format version")
    }
    self.payloadDigest = payloadDigest
    parts = try Self.parts(of: header, mayMiss: version == storeFormatVersion, path: path)
  }

  private static func parts(
    of header: SafetensorsHeader, mayMiss: Bool, path: String
  ) throws -> [StorePart: SafetensorsHeader.Entry] {
    var parts: [StorePart: SafetensorsHeader.Entry] = [:]
    for part in StorePart.allCases {
      guard let entry = header.entries.first(where: { $0.name == part.rawValue }) else {
        if mayMiss && part != .trainImages { continue }
        throw StoreError.missingTensor(
          path: path, name: part.rawValue, found: header.entries.prefix(8).map(\.name))
      }
      let images = part.images.flatMap { parts[$0] }
      let expected = part.images == nil ? "U8 [N, 28, 28]" : "U8 [\(images?.shape[0] ?? 0)]"
      let isRight =
        part.images == nil
        ? entry.shape.count == 3 && entry.shape[0] > 0 && entry.shape[1...] == [28, 28]
        : entry.shape == [images?.shape[0] ?? 0]
      guard entry.type == .u8, isRight else {
        throw StoreError.wrongTensor(
          path: path, name: part.rawValue, expected: expected,
          found: "\(entry.type.rawValue) \(entry.shape)")
      }
      parts[part] = entry
    }
    return parts
  }

  /// What identifies the data.
  var contentDigest: SHA256Digest {
    let counts = StorePart.allCases.compactMap { part in
      parts[part].map { (part: part, count: $0.shape[0]) }
    }
    return TensorStore.contentDigest(counts, payload: payloadDigest)
  }
}

extension StorePart {
  /// The images that these labels belong to; nil for images.
  fileprivate var images: StorePart? {
    switch self {
    case .trainLabels: .trainImages
    case .testLabels: .testImages
    case .trainImages, .testImages: nil
    }
  }
}
