import DurableFiles

@testable import TensorStore

extension FuzzTarget {
  /// What is accepted has the images it declares, labels for all of them or for none, and is
  /// unchanged as long as nobody writes.
  static let store = FuzzTarget(
    name: "store",
    seeds: {
      let none = LabelledImages(images: [], labels: [])
      let images = LabelledImages(
        images: (0..<2 * 784).map { UInt8(truncatingIfNeeded: $0) }, labels: [3, 9])
      let unlabelled = LabelledImages(images: images.images, labels: [])
      return try [(images, images), (images, none), (unlabelled, unlabelled)].map { train, test in
        try writeStore(at: scratchPath, train: train, test: test, metadata: ["sources": "a"])
        return try scratchBytes()
      }
    },
    parse: { bytes in
      try replaceScratch(bytes)
      let store = try StoreReader(path: scratchPath)
      expect(store.trainImages.count > 0)
      let trainLabels = try store.trainLabels()
      expect(trainLabels.isEmpty || trainLabels.count == store.trainImages.count)
      let testLabels = try store.testLabels()
      expect(testLabels.isEmpty || testLabels.count == store.testImages.count)
      for images in [store.trainImages, store.testImages] where images.count > 0 {
        _ = try store.pixels([0, images.count - 1], of: images)
      }
      try store.verifyPayload()
      try store.expectUnchanged()
    },
    repair: { repairedStore($0) })
}

/// The store with the digests that its header and its data must have.
private func repairedStore(_ bytes: [UInt8]) -> [UInt8] {
  let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  guard bytes.count >= 8, length <= bytes.count - 8 else { return bytes }
  let start = 8 + Int(length)
  var header = Array(bytes[..<start])
  func replaceDigest(_ key: String, by digest: String) {
    let entry = Array("\"\(key)\":\"".utf8)
    guard let place = header.firstRange(of: entry)?.upperBound, place + 64 <= header.count else {
      return
    }
    header.replaceSubrange(place..<place + 64, with: Array(digest.utf8))
  }
  replaceDigest("payload_sha256", by: sha256(Array(bytes[start...])).hex)
  replaceDigest("header_sha256", by: String(repeating: "0", count: 64))
  replaceDigest("header_sha256", by: sha256(header).hex)
  return header + bytes[start...]
}
