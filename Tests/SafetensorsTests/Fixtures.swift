import DurableFiles
import Tensors
import TestSupport

@testable import Safetensors
@testable import TensorStore

extension TemporaryFolder {
  var store: String { path + "/store.safetensors" }
}

/// The bytes of a file with the header `json` and `count` bytes of data: 0, 1, 2 and so on.
func file(_ json: String, dataCount count: Int = 0) -> [UInt8] {
  let header = Array(json.utf8)
  let prefix = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
  return prefix + header + (0..<count).map { UInt8(truncatingIfNeeded: $0) }
}

/// What is read of a file with these bytes.
func readSafetensors(
  _ bytes: [UInt8], source: String
) throws -> (tensors: [NamedTensor], metadata: [String: String]) {
  let folder = try TemporaryFolder()
  try write(bytes, to: folder.store)
  let file = try ReadableFile(path: folder.store)
  let header = try SafetensorsHeader(of: file, source: source)
  return (try header.tensors(of: file, source: source), header.metadata)
}

/// Two training images and one test image.
let smallTrain = LabelledImages(
  images: (0..<2 * 784).map { UInt8(truncatingIfNeeded: $0) }, labels: [3, 9])
let smallTest = LabelledImages(images: [UInt8](repeating: 200, count: 784), labels: [0])
