import DurableFiles
import Safetensors
import Synchronization
import Tensors

/// An open tensor store: images and labels of the two splits.
///
/// FORMAT.md has the layout.
public final class StoreReader: Sendable {
  /// What the store says of itself.
  public let metadata: [String: String]
  /// The images of each split; of a store without test images there are none.
  public let trainImages, testImages: StoredImages
  /// What identifies the data, the same in every format.
  public let contentDigest: SHA256Digest
  private let file: ReadableFile
  private let header: StoreHeader
  /// The file when its digest was last compared; nil when a later write could go unseen.
  private let verified = Mutex<FileStatus?>(nil)

  /// Opens the store at `path`.
  ///
  /// - Throws: `FileError`, `SafetensorsError`, `StoreError`.
  public init(path: String) throws {
    file = try ReadableFile(path: path)
    header = try StoreHeader(of: file)
    metadata = header.metadata
    contentDigest = header.contentDigest
    trainImages = StoredImages(header.parts[.trainImages])
    testImages = StoredImages(header.parts[.testImages])
  }

  /// Whether `writeStore` would write this format.
  public var isOfLatestFormat: Bool { metadata["format_version"] == storeFormatVersion }

  /// Checks the recorded SHA-256.
  ///
  /// - Throws: `StoreError.damaged`, `FileError`.
  public func verifyPayload() throws {
    let status = try file.status()
    guard try sha256(of: file, range: header.payload) == header.payloadDigest else {
      throw StoreError.damaged(path: file.path)
    }
    verified.withLock { $0 = status.isSettled ? status : nil }
  }

  /// Makes sure that what was read since the last check was what the digest says.
  ///
  /// The bytes are only read again when the file's size or times changed: whoever writes into the
  /// file instead of replacing it changes them.
  ///
  /// - Throws: `StoreError.changed`, `FileError`.
  public func expectUnchanged() throws {
    if try verified.withLock({ $0 }) == file.status() { return }
    do {
      try verifyPayload()
    } catch StoreError.damaged(let path) {
      throw StoreError.changed(path: path)
    }
  }

  /// Copies image `index` of a split, 784 bytes, 0 background to 255.
  ///
  /// - Throws: `FileError.truncated` when the file shrank since it was opened.
  public func read(
    _ index: Int, of images: StoredImages, into pixels: UnsafeMutablePointer<UInt8>
  ) throws {
    precondition((0..<images.count).contains(index))
    let size = images.height * images.width
    try file.read(
      into: UnsafeMutableRawBufferPointer(start: pixels, count: size),
      at: images.offset + index * size)
  }

  /// The images `indices` as floats, `[count, 28, 28]`: byte / 255; what the digest says, also while
  /// others write into the file and restore it.
  ///
  /// - Throws: `StoreError.changed`; as `read(_:of:into:)`.
  public func pixels(_ indices: [Int], of images: StoredImages) throws -> [Float] {
    let size = images.height * images.width
    var bytes = [UInt8](repeating: 0, count: indices.count * size)
    try bytes.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      try readUnchanged {
        for (position, index) in indices.enumerated() {
          try read(index, of: images, into: start + position * size)
        }
      }
    }
    return bytes.map { Float($0) / 255 }
  }

  /// The images `range` as they are stored, `[count, 28, 28]`; what the digest says, as
  /// `pixels(_:of:)`.
  ///
  /// - Throws: `StoreError.changed`; `FileError`.
  public func bytes(_ range: Range<Int>, of images: StoredImages) throws -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= images.count)
    let size = images.height * images.width
    var bytes = [UInt8](repeating: 0, count: range.count * size)
    try bytes.withUnsafeMutableBytes { bytes in
      try readUnchanged {
        try file.read(into: bytes, at: images.offset + range.lowerBound * size)
      }
    }
    return bytes
  }

  /// Calls `read` until the file is the same before and after, with the right digest.
  private func readUnchanged(_ read: () throws -> Void) throws {
    var before = try file.status()
    while true {
      try read()
      try expectUnchanged()
      let after = try file.status()
      if after == before { return }
      before = after
    }
  }

  /// The labels of the training split; empty when the store has none.
  ///
  /// - Throws: `FileError`.
  public func trainLabels() throws -> [UInt8] { try labels(.trainLabels) }

  /// The labels of the test split; empty when the store has none.
  ///
  /// - Throws: `FileError`.
  public func testLabels() throws -> [UInt8] { try labels(.testLabels) }

  private func labels(_ part: StorePart) throws -> [UInt8] {
    guard let entry = header.parts[part] else { return [] }
    return try file.bytes(entry.byteRange)
  }
}
