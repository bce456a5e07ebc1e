import Failures

/// Why a file is not the data set it should be.
public enum DatasetError: ReportableError, Equatable {
  case unrecognised(path: String, hint: String)
  case damaged(path: String, reason: String)
  case tooLarge(path: String, what: String)
  case unsupportedArray(path: String, array: String, reason: String)
  case missingArray(path: String, wanted: String, found: [String])
  case countMismatch(path: String, split: String, images: Int, labels: Int)
  case labelOutOfRange(path: String, split: String, index: Int, label: UInt8)
  case ambiguous(path: String, role: String)
  case sameRole(path: String, role: String, arrays: [String])
  case unusablePicture(path: String, reason: String)

  public var kind: FailureKind { .badData }

  public var description: String {
    switch self {
    case .unrecognised(let path, let hint):
      "'\(path)' is not an .npz, .npy or idx file\(hint); give the MNIST files themselves"
    case .damaged(let path, let reason):
      "'\(path)' is damaged: \(reason); download it again"
    case .tooLarge(let path, let what):
      """
      '\(path)' has \(what), above the limit of \(maximumDatasetCount) bytes in all; \
      give an MNIST-like data set
      """
    case .unsupportedArray(let path, let array, let reason):
      """
      '\(path)': array '\(array)' \(reason); images are [N, 28, 28] of whole numbers 0 to 255, or of \
      floats 0 to 1 in steps of 1/255, labels [N] of whole numbers 0 to 9
      """
    case .missingArray(let path, let wanted, let found):
      """
      '\(path)' has no \(wanted); found \
      \(found.isEmpty ? "nothing" : found.map { $0.prefix(40) }.joined(separator: ", ")); \
      give the training images, as 'x_train' or in a file with 'train' in its name, and what else \
      belongs to them
      """
    case .countMismatch(let path, let split, let images, let labels):
      """
      '\(path)': the \(split) split has \(images) images and \(labels) labels; \
      give files that belong together
      """
    case .labelOutOfRange(let path, let split, let index, let label):
      """
      '\(path)': label \(index) of the \(split) split is \(label), not a digit from 0 to 9; \
      give the labels of MNIST
      """
    case .ambiguous(let path, let role):
      "'\(path)' gives the \(role) a second time; give each split once"
    case .sameRole(let path, let role, let arrays):
      """
      '\(path)' has more than one array that could be the \(role): \
      \(arrays.map { "'\($0.prefix(40))'" }.joined(separator: " and ")); name them as Keras does, \
      x_train, y_train, x_test and y_test
      """
    case .unusablePicture(let path, let reason):
      "'\(path)' is no picture of 28x28 grey pixels: \(reason); give PNG files of 8 bits"
    }
  }
}
