import DurableFiles
import Safetensors
import Tensors

/// What is to be stored: the splits, of which at least one training image is there.
private struct StoreContents {
  /// The parts that are there, in order.
  let parts: [(part: StorePart, shape: [Int], bytes: [UInt8])]

  init(train: LabelledImages, test: LabelledImages) {
    precondition(train.count > 0)
    let all: [(part: StorePart, shape: [Int], bytes: [UInt8])] = [
      (.trainImages, [train.count, 28, 28], train.images),
      (.trainLabels, [train.count], train.labels),
      (.testImages, [test.count, 28, 28], test.images),
      (.testLabels, [test.count], test.labels),
    ]
    parts = all.filter { !$0.bytes.isEmpty }
  }

  var payloadDigest: SHA256Digest {
    let hasher = SHA256Hasher()
    for (_, _, bytes) in parts { bytes.withUnsafeBytes { hasher.update($0) } }
    return hasher.finish()
  }

  func contentDigest(payload: SHA256Digest) -> SHA256Digest {
    TensorStore.contentDigest(
      parts.map { (part: $0.part, count: $0.shape[0]) }, payload: payload)
  }

  /// The header with all its digests.
  func header(metadata: [String: String], payload: SHA256Digest) -> [UInt8] {
    func header(_ digest: String) -> [UInt8] {
      safetensorsHeader(
        parts.map { ($0.part.rawValue, .u8, $0.shape) },
        metadata: metadata.merging(
          [
            "format_version": storeFormatVersion, "payload_sha256": payload.hex,
            "header_sha256": digest,
          ]
        ) { $1 })
    }
    return header(sha256(header(String(repeating: "0", count: 64))).hex)
  }
}

/// What the `contentDigest` of a store of these splits is.
public func contentDigest(train: LabelledImages, test: LabelledImages) -> SHA256Digest {
  let contents = StoreContents(train: train, test: test)
  return contents.contentDigest(payload: contents.payloadDigest)
}

/// Writes a tensor store, or leaves the old one.
///
/// - Parameters:
///   - path: Where the store goes.
///   - train: Of at least one image.
///   - test: May be empty.
///   - metadata: What the store says of its origin.
/// - Returns: The store's `contentDigest`.
/// - Throws: `FileError`.
@discardableResult
public func writeStore(
  at path: String, train: LabelledImages, test: LabelledImages, metadata: [String: String]
) throws -> SHA256Digest {
  let contents = StoreContents(train: train, test: test)
  let payload = contents.payloadDigest
  try replaceFile(at: path) { file in
    try file.write(contents.header(metadata: metadata, payload: payload))
    for (_, _, bytes) in contents.parts { try file.write(bytes) }
  }
  return contents.contentDigest(payload: payload)
}
