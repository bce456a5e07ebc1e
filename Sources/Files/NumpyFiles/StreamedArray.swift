import CZlib
import DurableFiles

/// An array that is written piece by piece, however large it is.
public struct StreamedArray: Sendable {
  /// What one element is.
  public enum Element: Sendable {
    case byte
    case float

    var size: Int { self == .byte ? 1 : MemoryLayout<Float>.size }
  }

  private let name: String
  private let shape: [Int]
  private let element: Element

  /// - Parameters:
  ///   - name: What `numpy.load` finds it by in a .npz file.
  ///   - shape: Its dimensions.
  ///   - element: What it is made of.
  /// - Precondition: The name is an identifier, and the array has less than 2^62 bytes.
  public init(_ name: String, shape: [Int], of element: Element) {
    precondition(isIdentifier(name), "'\(name)' is no name")
    (self.name, self.shape, self.element) = (name, shape, element)
  }

  private var header: [UInt8] { npyHeader(type: element == .byte ? "|u1" : "<f4", shape: shape) }
  private var elementBytes: Int { shape.reduce(element.size, *) }

  /// Replaces `path` by a .npy file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - next: The elements that come next, in the order of the last index first, as bytes with the least
  ///     significant first; nil behind the last.
  /// - Throws: `FileError`, and what `next` throws; the file is then as it was.
  /// - Precondition: `next` gives as many bytes as the array has.
  public func writeNpy(to path: String, next: () throws -> [UInt8]?) throws {
    try replaceFile(at: path) { file in _ = try write(to: &file, next) }
  }

  /// Replaces `path` by a .npz file in which the array is the only one, stored and not deflated, in the
  /// 64-bit form of zip, which all versions of NumPy read.
  ///
  /// Parameters, errors and preconditions are those of `writeNpy`. Source: APPNOTE 6.3.10, 4.5.3.
  public func writeNpz(to path: String, next: () throws -> [UInt8]?) throws {
    let member = Array("\(name).npy".utf8)
    let size = header.count + elementBytes
    /// Where the sizes do not fit, the extra field has them.
    let sizes =
      littleEndian(1, 2) + littleEndian(16, 2) + littleEndian(size, 8) + littleEndian(size, 8)
    let checksumOffset = 14
    func description(_ checksum: Int) -> [UInt8] {
      littleEndian(45, 2) + littleEndian(0, 2) + littleEndian(0, 2) + littleEndian(0, 2)
        + littleEndian(0x21, 2) + littleEndian(checksum, 4) + littleEndian(-1, 4)
        + littleEndian(-1, 4) + littleEndian(member.count, 2) + littleEndian(sizes.count, 2)
    }
    let localHeader = [0x50, 0x4B, 3, 4] + description(0) + member + sizes
    try replaceFile(at: path) { file in
      try file.write(localHeader)
      let checksum = try write(to: &file, next)
      // It is known only now.
      try file.overwrite(littleEndian(checksum, 4), at: checksumOffset)
      let directory =
        [0x50, 0x4B, 1, 2] + littleEndian(45, 2) + description(checksum) + littleEndian(0, 2)
        + littleEndian(0, 2) + littleEndian(0, 2) + littleEndian(0, 4) + littleEndian(0, 4)
        + member + sizes
      try file.write(directory)
      try file.write(end(directorySize: directory.count, offset: localHeader.count + size))
    }
  }

  /// The header and the elements; their CRC-32.
  private func write(to file: inout AtomicFile, _ next: () throws -> [UInt8]?) throws -> Int {
    let header = header
    try file.write(header)
    var checksum = crc32_z(0, header, header.count)
    var count = 0
    while let piece = try next() {
      try file.write(piece)
      checksum = crc32_z(checksum, piece, piece.count)
      count += piece.count
    }
    precondition(count == elementBytes, "\(count) bytes are no array \(shape)")
    return Int(checksum)
  }

  /// The end of a directory of one entry: in 64 bits, where that is, and in the old form.
  private func end(directorySize: Int, offset: Int) -> [UInt8] {
    let large =
      [0x50, 0x4B, 6, 6] + littleEndian(44, 8) + littleEndian(45, 2) + littleEndian(45, 2)
      + littleEndian(0, 4) + littleEndian(0, 4) + littleEndian(1, 8) + littleEndian(1, 8)
      + littleEndian(directorySize, 8) + littleEndian(offset, 8)
    let locator =
      [0x50, 0x4B, 6, 7] + littleEndian(0, 4) + littleEndian(offset + directorySize, 8)
      + littleEndian(1, 4)
    let small =
      [0x50, 0x4B, 5, 6] + littleEndian(0, 4) + littleEndian(1, 2) + littleEndian(1, 2)
      + littleEndian(directorySize, 4) + littleEndian(-1, 4) + littleEndian(0, 2)
    return large + locator + small
  }
}
