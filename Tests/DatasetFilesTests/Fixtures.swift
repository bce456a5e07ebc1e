import TensorStore
import TestSupport

@testable import DatasetFiles

extension TemporaryFolder {
  /// Writes a file and reads it as a data set.
  func dataset(_ bytes: [UInt8], name: String = "mnist.npz") throws -> Dataset {
    try write(bytes, to: file(name))
    return try Dataset(files: InputFiles([file(name)]))
  }
}

/// What the small files of the tests hold: three training images and two test images.
enum Small {
  static let trainImages = (0..<3 * 784).map { UInt8(truncatingIfNeeded: $0 / 5) }
  static let trainLabels: [UInt8] = [5, 0, 9]
  static let testImages = (0..<2 * 784).map { UInt8(truncatingIfNeeded: $0 / 7 + 3) }
  static let testLabels: [UInt8] = [1, 2]

  /// The members of an .npz in Keras's layout.
  static var members: [ZipMember] {
    [
      ZipMember("x_train.npy", npy([3, 28, 28], trainImages)),
      ZipMember("y_train.npy", npy([3], trainLabels)),
      ZipMember("x_test.npy", npy([2, 28, 28], testImages)),
      ZipMember("y_test.npy", npy([2], testLabels)),
    ]
  }

  /// The four original files by their names.
  static var idxFiles: [String: [UInt8]] {
    [
      "train-images-idx3-ubyte": idx([3, 28, 28], trainImages),
      "train-labels-idx1-ubyte": idx([3], trainLabels),
      "t10k-images-idx3-ubyte": idx([2, 28, 28], testImages),
      "t10k-labels-idx1-ubyte": idx([2], testLabels),
    ]
  }

  static func isHeld(by dataset: Dataset) -> Bool {
    dataset.train.images == trainImages && dataset.train.labels == trainLabels
      && dataset.test.images == testImages && dataset.test.labels == testLabels
  }
}

/// An array as `numpy.save` writes it.
func npy(_ shape: [Int], _ bytes: [UInt8], type: String = "|u1") -> [UInt8] {
  let tuple = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
  return npy(header: "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(tuple)), }", bytes)
}

/// A .npy file with any header.
func npy(header: String, version: [UInt8] = [1, 0], _ bytes: [UInt8]) -> [UInt8] {
  let lengthCount = version[0] == 1 ? 2 : 4
  let text = Array(header.utf8)
  let padding = 63 - (8 + lengthCount + text.count) % 64
  let count = text.count + padding + 1
  let length = (0..<lengthCount).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
  return [0x93] + Array("NUMPY".utf8) + version + length + text
    + [UInt8](repeating: 0x20, count: padding) + [0x0A] + bytes
}
