import DurableFiles
import Foundation

/// A folder of its own for a test, removed with it.
final class TemporaryFolder {
  let path = NSTemporaryDirectory() + "durable-" + UUID().uuidString

  init() throws { try createFolder(at: path) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  func names() throws -> [String] { try namesInFolder(path) }
}

func bytes(at path: String) throws -> [UInt8] { try readFile(at: path, limit: 1 << 20) }

/// A process number above all that systems give out.
let deadProcess = Int32.max
