import DurableFiles
import Safetensors
import Tensors

/// One split to be stored: images `[N, 28, 28]` and labels `[N]`, both unsigned bytes.
public struct LabelledImages: Sendable {
  /// The pixels, row by row.
  public let images: [UInt8]
  /// One label an image, 0...9.
  public let labels: [UInt8]

  /// - Precondition: 784 bytes an image.
  public init(images: [UInt8], labels: [UInt8]) {
    precondition(images.count == labels.count * 784)
    self.images = images
    self.labels = labels
  }
}

/// SHA-256 of the bytes a store of these splits holds after its header.
public func payloadDigest(train: LabelledImages, test: LabelledImages) -> SHA256Digest {
  let hasher = SHA256Hasher()
  for part in [train.images, train.labels, test.images, test.labels] {
    part.withUnsafeBytes { hasher.update($0) }
  }
  return hasher.finish()
}

/// Writes a tensor store, or leaves the old one.
///
/// - Returns: `payloadDigest` of the splits.
/// - Throws: `FileError`.
@discardableResult
public func writeStore(
  at path: String, train: LabelledImages, test: LabelledImages, metadata: [String: String]
) throws -> SHA256Digest {
  let parts = [train.images, train.labels, test.images, test.labels]
  var metadata = metadata
  metadata["format_version"] = "1"
  let digest = payloadDigest(train: train, test: test)
  metadata["payload_sha256"] = digest.hex
  let header = safetensorsHeader(
    [
      ("train.images", .u8, [train.labels.count, 28, 28]),
      ("train.labels", .u8, [train.labels.count]),
      ("test.images", .u8, [test.labels.count, 28, 28]),
      ("test.labels", .u8, [test.labels.count]),
    ], metadata: metadata)
  try replaceFile(at: path) { file in
    try file.write(header)
    for part in parts { try file.write(part) }
  }
  return digest
}
