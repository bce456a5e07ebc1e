import Failures

/// Why a file is not the data set it should be.
public enum DatasetError: ReportableError, Equatable {
  case unrecognised(path: String, hint: String)
  case damaged(path: String, reason: String)
  case tooLarge(path: String, limit: Int)
  case unsupportedArray(path: String, array: String, reason: String)
  case missingArray(path: String, wanted: String, found: [String])
  case countMismatch(split: String, images: Int, labels: Int)
  case labelOutOfRange(split: String, index: Int, label: UInt8)
  case ambiguous(path: String, role: String)

  public var exitCode: Int32 { 65 }

  public var description: String {
    switch self {
    case .unrecognised(let path, let hint):
      "'\(path)' is not an .npz or idx file\(hint); give the MNIST files themselves"
    case .damaged(let path, let reason):
      "'\(path)' is damaged: \(reason); download it again"
    case .tooLarge(let path, let limit):
      "'\(path)' unpacks to more than \(limit) bytes; it is no MNIST-like data set"
    case .unsupportedArray(let path, let array, let reason):
      "'\(path)': array '\(array)' \(reason); images are u8 [N, 28, 28], labels u8 [N]"
    case .missingArray(let path, let wanted, let found):
      """
      '\(path)' has no \(wanted); found \
      \(found.isEmpty ? "nothing" : found.joined(separator: ", ")); \
      give train and test images and labels
      """
    case .countMismatch(let split, let images, let labels):
      "the \(split) split has \(images) images and \(labels) labels; give files that belong together"
    case .labelOutOfRange(let split, let index, let label):
      "label \(index) of the \(split) split is \(label); digits go from 0 to 9"
    case .ambiguous(let path, let role):
      "'\(path)' gives the \(role) a second time; give each split once"
    }
  }
}
