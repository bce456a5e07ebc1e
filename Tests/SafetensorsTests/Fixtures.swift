import DurableFiles
import Foundation
import Tensors

@testable import Safetensors
@testable import TensorStore

/// A folder of its own for a test, removed with it.
final class TemporaryFolder {
  let path = NSTemporaryDirectory() + "store-" + UUID().uuidString

  init() throws { try createFolder(at: path) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  var store: String { path + "/store.safetensors" }
}

func bytes(at path: String) throws -> [UInt8] { try readFile(at: path, limit: 1 << 20) }

func write(_ bytes: some Collection<UInt8>, to path: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every machine.
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// The bytes of a file with the header `json` and `count` bytes of data: 0, 1, 2 and so on.
func file(_ json: String, dataCount count: Int = 0) -> [UInt8] {
  let header = Array(json.utf8)
  let prefix = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
  return prefix + header + (0..<count).map { UInt8(truncatingIfNeeded: $0) }
}

/// Two training images and one test image.
let smallTrain = LabelledImages(
  images: (0..<2 * 784).map { UInt8(truncatingIfNeeded: $0) }, labels: [3, 9])
let smallTest = LabelledImages(images: [UInt8](repeating: 200, count: 784), labels: [0])
