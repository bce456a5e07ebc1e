import Foundation

/// A folder of its own for a test, removed with all that is in it when the last reference goes.
public final class TemporaryFolder: Sendable {
  /// Its absolute path.
  public let path = NSTemporaryDirectory() + "handwriting-gan-" + UUID().uuidString

  /// Creates the folder; nothing is in it.
  public init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The names in it, or in a folder of it, sorted; hidden ones too.
  public func names(in folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: file(folder)).sorted()
  }
}

/// The bytes of a file, read by none of the code under test.
public func bytes(at path: String) throws -> [UInt8] {
  // Reading an empty file by Data leaks a page, which the address sanitizer reports.
  let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
  return [UInt8](try file.readToEnd() ?? Data())
}

/// Writes a file, in place of any that is there.
public func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}
