/// Replaces a file, unless it has just these bytes already.
///
/// - Returns: Whether it was written.
/// - Throws: `FileError`.
public func replaceFileIfChanged(at path: String, contents: [UInt8]) throws -> Bool {
  do {
    let file = try ReadableFile(path: path)
    if try file.size == contents.count && file.bytes(0..<file.size) == contents { return false }
  } catch FileError.missing {}
  try replaceFile(at: path, contents: contents)
  return true
}
