import DurableFiles
import Tensors

/// What digests of files with tensors cover of each: name, shape and bytes.
extension SHA256Hasher {
  /// Appends a tensor.
  public func update(_ named: NamedTensor) {
    update("\(named.name)\(named.tensor.shape)")
    named.tensor.elements.withUnsafeBytes { update($0) }
  }

  /// Appends one that `file` has, a piece at a time.
  ///
  /// - Throws: `FileError`.
  public func update(_ entry: SafetensorsHeader.Entry, of file: ReadableFile) throws {
    update("\(entry.name)\(entry.shape)")
    try update(entry.byteRange, of: file)
  }
}
