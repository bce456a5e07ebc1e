/// What an array is in the data set.
enum Role: String {
  case trainImages = "train images (x_train)"
  case trainLabels = "train labels (y_train)"
  case testImages = "test images (x_test)"
  case testLabels = "test labels (y_test)"

  /// The arrays of Keras's file.
  static let names: KeyValuePairs<String, Role> = [
    "x_train": .trainImages, "y_train": .trainLabels, "x_test": .testImages, "y_test": .testLabels,
  ]

  /// Images or labels by the dimensions, the split by the name of the array's file.
  ///
  /// - Throws: `DatasetError.unrecognised` when the name says no split, or both.
  init(of array: ByteArray, name: String, path: String) throws {
    let name = name.lowercased()
    let isTest = name.contains("t10k") || name.contains("test")
    guard isTest != name.contains("train") else {
      throw DatasetError.unrecognised(
        path: path, hint: " whose name says its split ('train', or 'test' or 't10k')")
    }
    if array.shape.count == 1 {
      self = isTest ? .testLabels : .trainLabels
    } else {
      self = isTest ? .testImages : .trainImages
    }
  }
}

/// Takes the arrays out of a file, told by its first bytes: .npz, gzip or idx.
///
/// - Throws: `DatasetError`.
func readArrays(
  _ bytes: inout [UInt8], path: String, name: String, limit: Int
) throws -> [Role: ByteArray] {
  if bytes.starts(with: [0x50, 0x4B]) {
    return try readNpz(NpzArchive(bytes, path: path), path: path, name: name, limit: limit)
  }
  let array: ByteArray
  if bytes.starts(with: [0x1F, 0x8B]) {
    array = try readCompressedIdx(bytes, path: path, limit: limit)
  } else if bytes.starts(with: [0, 0]) {
    array = try readIdx(&bytes, path: path, limit: limit)
  } else {
    let text = String(decoding: bytes.prefix(256), as: UTF8.self).lowercased()
    let isPage = text.contains("<html") || text.contains("<!doctype")
    throw DatasetError.unrecognised(
      path: path, hint: bytes.isEmpty ? " (it is empty)" : isPage ? " but a web page" : "")
  }
  return [try Role(of: array, name: name, path: path): array]
}

/// The four arrays of Keras's file, or the only one of a file made by `numpy.savez(file, array)`.
private func readNpz(
  _ archive: NpzArchive, path: String, name: String, limit: Int
) throws -> [Role: ByteArray] {
  if archive.names == ["arr_0"] {
    let arrays = try archive.arrays(["arr_0"], limit: limit).values
    return try Dictionary(
      uniqueKeysWithValues: arrays.map { (try Role(of: $0, name: name, path: path), $0) })
  }
  for (wanted, _) in Role.names where !archive.names.contains(wanted) {
    throw DatasetError.missingArray(
      path: path, wanted: "array '\(wanted)'", found: Array(archive.names.sorted().prefix(8)))
  }
  let arrays = try archive.arrays(Set(Role.names.map(\.key)), limit: limit)
  return Dictionary(
    uniqueKeysWithValues: Role.names.compactMap { name, role in arrays[name].map { (role, $0) } })
}
