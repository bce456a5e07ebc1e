import DurableFiles
import Foundation

/// A folder of its own for a test, removed with it.
final class TemporaryFolder {
  let path = NSTemporaryDirectory() + "ingest-" + UUID().uuidString

  init() throws { try createFolder(at: path) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  func names(in folder: String = "") throws -> [String] { try namesInFolder("\(path)/\(folder)") }

  /// Runs `ingest` here.
  func ingest(_ arguments: String...) throws -> Finished {
    try Program(ingest: arguments, in: path).finish()
  }

  /// Runs a line of shell here, in which `$0` is `ingest`.
  func shell(_ line: String) throws -> Finished { try Program(line, in: path).finish() }

  /// Writes the four small files of a data set into `input`.
  func writeInput(firstLabel: UInt8 = 5) throws {
    try createFolder(at: file("input"))
    let trainImages = (0..<3 * 784).map { UInt8(truncatingIfNeeded: $0) }
    let files = [
      "train-images-idx3-ubyte": idx([3, 28, 28], trainImages),
      "train-labels-idx1-ubyte": idx([3], [firstLabel, 0, 9]),
      "t10k-images-idx3-ubyte": idx([2, 28, 28], [UInt8](repeating: 7, count: 2 * 784)),
      "t10k-labels-idx1-ubyte": idx([2], [1, 2]),
    ]
    for (name, bytes) in files { try replaceFile(at: file("input/\(name)"), contents: bytes) }
  }
}

func bytes(at path: String) throws -> [UInt8] { try readFile(at: path, limit: 64 << 20) }

/// An idx file of unsigned bytes.
func idx(_ shape: [Int], _ bytes: [UInt8]) -> [UInt8] {
  [0, 0, 8, UInt8(shape.count)]
    + shape.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } } + bytes
}
