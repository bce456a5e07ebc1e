import DatasetFiles
import DurableFiles

/// What `--json` prints.
struct IngestReport: Encodable {
  let changed: Bool
  let isCompleteMNIST: Bool
  /// What the data has not, by the names of the store's tensors.
  let missing: [String]
  let output: String
  let payloadSHA256: String
  /// The arrays that were steps of 1/255 from 0 to 1.
  let scaled: [String]
  let sources: [Source]
  let testCount, trainCount: Int

  struct Source: Encodable {
    let name, sha256: String
  }

  private enum CodingKeys: String, CodingKey {
    case changed, missing, output, scaled, sources, testCount, trainCount
    case isCompleteMNIST = "isCompleteMnist"
    case payloadSHA256 = "payloadSha256"
  }

  init(
    _ dataset: Dataset, digest: SHA256Digest, isCompleteMNIST: Bool, path: String, changed: Bool
  ) {
    (self.changed, self.isCompleteMNIST, output) = (changed, isCompleteMNIST, path)
    payloadSHA256 = digest.hex
    scaled = dataset.scaledArrays
    sources = dataset.sources.map { Source(name: $0.name, sha256: $0.digest.hex) }
    (testCount, trainCount) = (dataset.test.count, dataset.train.count)
    let parts = [
      ("train.labels", dataset.train.labels), ("test.images", dataset.test.images),
      ("test.labels", dataset.test.labels),
    ]
    missing = parts.filter(\.1.isEmpty).map(\.0)
  }

  /// The shapes, as NumPy prints them.
  var resultLines: [String] {
    [("Train", trainCount, "train.labels"), ("Test", testCount, "test.labels")].map {
      name, count, labels in
      if count == 0 { return "\(name) none" }
      let labels = missing.contains(labels) ? "no labels" : "(\(count),)"
      return "\(name) (\(count), 28, 28) \(labels)"
    }
  }

  /// What else there is to say of the data.
  var diagnosticLines: [String] {
    var lines = sources.map { "\($0.sha256)  \($0.name)" }
    lines += scaled.map {
      "the \($0) are floats from 0 to 1 in steps of 1/255, stored as 0 to 255"
    }
    if testCount == 0 { lines.append("there are no test images: 'evaluate' will need them") }
    lines.append(
      isCompleteMNIST
        ? "this is the complete MNIST as published"
        : "this is not the complete published MNIST: other images, labels or order")
    lines.append(changed ? "wrote \(output)" : "\(output) is up to date, nothing to do")
    return lines
  }
}
