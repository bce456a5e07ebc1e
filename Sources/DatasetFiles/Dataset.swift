import Checksums
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

  /// Reads one .npz, or idx / idx.gz files, or a folder of them.
  ///
  /// - Throws: `DatasetError`, `FileError`.
  public init(paths: [String]) throws {
    var files: [String] = []
    for path in paths { files += try Self.files(at: path) }
    var arrays: [Role: ByteArray] = [:]
    var sources: [SourceFile] = []
    for path in files {
      let bytes = try readFile(at: path, limit: maximumArrayCount + 10_000)
      let name = path.split(separator: "/").last.map(String.init) ?? path
      sources.append(SourceFile(name: name, digest: sha256(bytes)))
      for (role, array) in try Self.arrays(in: bytes, path: path, name: name) {
        guard arrays.updateValue(array, forKey: role) == nil else {
          throw DatasetError.ambiguous(path: path, role: role.rawValue)
        }
      }
    }
    func array(_ role: Role) throws -> ByteArray {
      guard let array = arrays[role] else {
        throw DatasetError.missingArray(
          path: paths.joined(separator: " "), wanted: role.rawValue,
          found: arrays.keys.map(\.rawValue).sorted())
      }
      return array
    }
    train = try Self.split(
      "train", images: array(.trainImages), labels: array(.trainLabels), path: paths[0])
    test = try Self.split(
      "test", images: array(.testImages), labels: array(.testLabels), path: paths[0])
    self.sources = sources
  }

  private enum Role: String {
    case trainImages = "train images (x_train)"
    case trainLabels = "train labels (y_train)"
    case testImages = "test images (x_test)"
    case testLabels = "test labels (y_test)"
  }

  /// The idx files of a folder, or the file itself.
  private static func files(at path: String) throws -> [String] {
    do {
      let file = try ReadableFile(path: path)
      return [file.path]
    } catch FileError.notARegularFile {
      let names = try namesInFolder(path).filter { name in
        ["idx1-ubyte", "idx3-ubyte"].contains { name.hasSuffix($0) || name.hasSuffix($0 + ".gz") }
          || name.hasSuffix(".npz")
      }
      guard !names.isEmpty else {
        throw DatasetError.missingArray(
          path: path, wanted: "idx or npz files", found: Array(try namesInFolder(path).prefix(8)))
      }
      return names.map { "\(path)/\($0)" }
    }
  }

  private static func arrays(
    in bytes: [UInt8], path: String, name: String
  ) throws -> [Role: ByteArray] {
    if bytes.starts(with: [0x50, 0x4B]) {
      let arrays = try readNpz(bytes, path: path)
      if arrays.count == 1, let array = arrays["arr_0"] {
        return [try role(of: array, name: name, path: path): array]
      }
      let names: [(String, Role)] = [
        ("x_train", .trainImages), ("y_train", .trainLabels), ("x_test", .testImages),
        ("y_test", .testLabels),
      ]
      var roles: [Role: ByteArray] = [:]
      for (name, role) in names {
        guard let array = arrays[name] else {
          throw DatasetError.missingArray(
            path: path, wanted: "array '\(name)'", found: arrays.keys.sorted())
        }
        roles[role] = array
      }
      return roles
    }
    var content = bytes
    if bytes.starts(with: [0x1F, 0x8B]) { content = try gunzip(bytes, path: path) }
    guard content.starts(with: [0, 0]) else {
      let text = String(decoding: content.prefix(256), as: UTF8.self).lowercased()
      let hint =
        content.isEmpty
        ? " (it is empty)"
        : text.contains("<html") || text.contains("<!doctype") ? " but a web page" : ""
      throw DatasetError.unrecognised(path: path, hint: hint)
    }
    let array = try parseIdx(content, path: path)
    return [try role(of: array, name: name, path: path): array]
  }

  /// Images or labels by the dimensions, the split by the file's name.
  private static func role(of array: ByteArray, name: String, path: String) throws -> Role {
    let isTest = name.contains("t10k") || name.contains("test")
    guard isTest || name.contains("train") else {
      throw DatasetError.unrecognised(
        path: path, hint: " whose name says its split ('train', 'test' or 't10k')")
    }
    if array.shape.count == 1 { return isTest ? .testLabels : .trainLabels }
    return isTest ? .testImages : .trainImages
  }

  private static func split(
    _ name: String, images: ByteArray, labels: ByteArray, path: String
  ) throws -> LabelledImages {
    guard images.shape.count == 3, images.shape[0] > 0, images.shape[1...] == [28, 28] else {
      throw DatasetError.unsupportedArray(
        path: path, array: "\(name) images", reason: "has shape \(images.shape)")
    }
    guard labels.shape.count == 1 else {
      throw DatasetError.unsupportedArray(
        path: path, array: "\(name) labels", reason: "has shape \(labels.shape)")
    }
    guard images.shape[0] == labels.shape[0] else {
      throw DatasetError.countMismatch(
        split: name, images: images.shape[0], labels: labels.shape[0])
    }
    if let index = labels.bytes.firstIndex(where: { $0 > 9 }) {
      throw DatasetError.labelOutOfRange(split: name, index: index, label: labels.bytes[index])
    }
    return LabelledImages(images: images.bytes, labels: labels.bytes)
  }
}
