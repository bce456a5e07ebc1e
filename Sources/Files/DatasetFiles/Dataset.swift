import DurableFiles
import TensorStore

/// A file the data came from, or a folder of pictures.
public struct SourceFile: Sendable {
  /// Its name, without the folder.
  public let name: String
  /// SHA-256 of its bytes.
  public let digest: SHA256Digest
}

/// Images and labels of both splits, checked: labels are digits, as many as images or none.
public struct Dataset: Sendable {
  /// The training split, of at least one image.
  public let train: LabelledImages
  /// The test split; empty when there is none.
  public let test: LabelledImages
  /// The files read, in the order given.
  public let sources: [SourceFile]
  /// The arrays that had steps of 1/255 from 0 to 1, by their roles.
  public let scaledArrays: [String]

  /// Reads the arrays from files: any number of them in an .npz, one in an .npy, idx or idx.gz; and
  /// from folders of pictures.
  ///
  /// Names and shapes are compared before elements are read.
  ///
  /// - Throws: `DatasetError`, `FileError`.
  public init(files: InputFiles) throws {
    var parts = DatasetParts()
    for path in files.paths {
      let file = try ReadableFile(path: path)
      guard file.size <= maximumFileCount else {
        throw FileError.tooLarge(path: path, size: file.size, limit: maximumFileCount)
      }
      let name = path.split(separator: "/").last.map(String.init) ?? path
      for (role, array) in try findArrays(in: FileContents(of: file), name: name) {
        try parts.add(array, as: role)
      }
      parts.sources.append(SourceFile(name: name, digest: try sha256(of: file)))
    }
    for folder in files.pictures { try parts.add(folder) }
    let place = (files.paths + files.pictures.map(\.path)).joined(separator: " ")
    train = try parts.split("train", .trainImages, .trainLabels, place: place)
    test = try parts.split("test", .testImages, .testLabels, place: place)
    guard !train.images.isEmpty else { throw parts.missing(.trainImages, place: place) }
    sources = parts.sources
    scaledArrays = parts.scaledArrays
  }
}

/// What was read of a data set so far.
private struct DatasetParts {
  var sources: [SourceFile] = []
  private(set) var scaledArrays: [String] = []
  private var arrays: [Role: (array: ByteArray, path: String)] = [:]
  private var limit = maximumDatasetCount

  /// Reads an array, when its shape is that of its role.
  mutating func add(_ array: StoredArray, as role: Role) throws {
    _ = try array.count(limit: limit)
    guard let shape = role.storedShape(of: array.shape) else {
      throw DatasetError.unsupportedArray(
        path: array.path, array: role.title, reason: "has shape \(array.shape)")
    }
    guard arrays[role] == nil else {
      throw DatasetError.ambiguous(path: array.path, role: role.rawValue)
    }
    let read = try array.bytes(limit: limit, allowsSteps: role.isImages)
    if read.isScaled { scaledArrays.append(role.title) }
    try add(ByteArray(shape: shape, bytes: read.bytes), as: role, path: array.path)
  }

  /// Reads the pictures of a folder.
  mutating func add(_ folder: PictureFolder) throws {
    let (images, labels, source) = try folder.read(limit: limit)
    sources.append(source)
    try add(images, as: folder.isTest ? .testImages : .trainImages, path: folder.path)
    try add(labels, as: folder.isTest ? .testLabels : .trainLabels, path: folder.path)
  }

  private mutating func add(_ array: ByteArray, as role: Role, path: String) throws {
    guard arrays.updateValue((array, path), forKey: role) == nil else {
      throw DatasetError.ambiguous(path: path, role: role.rawValue)
    }
    limit -= array.bytes.count
  }

  /// The images and labels of a split, when they belong together.
  func split(
    _ name: String, _ images: Role, _ labels: Role, place: String
  ) throws -> LabelledImages {
    guard let (pixels, _) = arrays[images] else {
      guard arrays[labels] == nil else { throw missing(images, place: place) }
      return LabelledImages(images: [], labels: [])
    }
    guard let (digits, path) = arrays[labels] else {
      return LabelledImages(images: pixels.bytes, labels: [])
    }
    guard pixels.shape[0] == digits.shape[0] else {
      throw DatasetError.countMismatch(
        path: path, split: name, images: pixels.shape[0], labels: digits.shape[0])
    }
    if let index = digits.bytes.firstIndex(where: { $0 > 9 }) {
      throw DatasetError.labelOutOfRange(
        path: path, split: name, index: index, label: digits.bytes[index])
    }
    return LabelledImages(images: pixels.bytes, labels: digits.bytes)
  }

  func missing(_ role: Role, place: String) -> DatasetError {
    .missingArray(
      path: place, wanted: role.rawValue,
      found: arrays.filter { !$0.value.array.bytes.isEmpty }.keys.map(\.rawValue).sorted())
  }
}

extension Role {
  /// What errors call the array.
  fileprivate var title: String {
    switch self {
    case .trainImages: "train images"
    case .trainLabels: "train labels"
    case .testImages: "test images"
    case .testLabels: "test labels"
    }
  }
}
