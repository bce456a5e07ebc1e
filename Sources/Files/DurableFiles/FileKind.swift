/// A kind of file that this program makes, told by how it begins.
public struct FileKind: Sendable {
  /// With its article, such as `a PNG`.
  public let name: String
  private let isBeginning: @Sendable ([UInt8]) -> Bool

  /// So many bytes are enough to tell.
  private static let beginning = 64 << 10

  /// A kind.
  ///
  /// - Parameters:
  ///   - name: For messages.
  ///   - isBeginning: Whether a file of this kind, whole or damaged, begins with these bytes; they are
  ///     its first 64 KiB, or all of it.
  public init(_ name: String, isBeginning: @escaping @Sendable ([UInt8]) -> Bool) {
    self.name = name
    self.isBeginning = isBeginning
  }

  /// Whether a file is of this kind; an empty one is of any.
  ///
  /// - Throws: `FileError` when it cannot be read.
  func includes(_ file: ReadableFile) throws -> Bool {
    try file.size == 0 || isBeginning(file.bytes(0..<min(file.size, Self.beginning)))
  }
}
