import DurableFiles
import TensorStore

/// A file the data came from.
public struct SourceFile: Sendable {
  /// Its name, without the folder.
  public let name: String
  /// SHA-256 of its bytes.
  public let digest: SHA256Digest
}

/// Images and labels of both splits, checked: as many labels as images, digits 0 to 9.
public struct Dataset: Sendable {
  /// The two splits.
  public let train, test: LabelledImages
  /// The files read, in the order given.
  public let sources: [SourceFile]

  /// Reads an .npz with the four arrays, or idx, idx.gz or .npz files with one array each.
  ///
  /// - Throws: `DatasetError`, `FileError`.
  public init(files: InputFiles) throws {
    var arrays: [Role: (array: ByteArray, path: String)] = [:]
    var sources: [SourceFile] = []
    var limit = maximumDatasetCount
    for path in files.paths {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      // Room for headers, which are small.
      var bytes = try readFile(at: path, limit: maximumDatasetCount + (128 << 10))
      sources.append(SourceFile(name: name, digest: sha256(bytes)))
      for (role, array) in try readArrays(&bytes, path: path, name: name, limit: limit) {
        guard arrays.updateValue((array, path), forKey: role) == nil else {
          throw DatasetError.ambiguous(path: path, role: role.rawValue)
        }
        limit -= array.bytes.count
      }
    }
    func split(_ name: String, _ images: Role, _ labels: Role) throws -> LabelledImages {
      func array(_ role: Role) throws -> (array: ByteArray, path: String) {
        if let array = arrays[role] { return array }
        throw DatasetError.missingArray(
          path: files.paths.joined(separator: " "), wanted: role.rawValue,
          found: arrays.keys.map(\.rawValue).sorted())
      }
      return try checkedSplit(name, images: array(images), labels: array(labels))
    }
    train = try split("train", .trainImages, .trainLabels)
    test = try split("test", .testImages, .testLabels)
    self.sources = sources
  }
}

/// The images and labels, when they are MNIST's kind and belong together.
private func checkedSplit(
  _ name: String, images: (array: ByteArray, path: String), labels: (array: ByteArray, path: String)
) throws -> LabelledImages {
  let (shape, count) = (images.array.shape, labels.array.bytes.count)
  guard shape.count == 3, shape[0] > 0, shape[1...] == [28, 28] else {
    throw DatasetError.unsupportedArray(
      path: images.path, array: "\(name) images", reason: "has shape \(shape)")
  }
  guard labels.array.shape.count == 1 else {
    throw DatasetError.unsupportedArray(
      path: labels.path, array: "\(name) labels", reason: "has shape \(labels.array.shape)")
  }
  guard shape[0] == count else {
    throw DatasetError.countMismatch(
      path: labels.path, split: name, images: shape[0], labels: count)
  }
  if let index = labels.array.bytes.firstIndex(where: { $0 > 9 }) {
    throw DatasetError.labelOutOfRange(
      path: labels.path, split: name, index: index, label: labels.array.bytes[index])
  }
  return LabelledImages(images: images.array.bytes, labels: labels.array.bytes)
}
