import DurableFiles
import Safetensors
import Tensors

/// An open tensor store: images and labels of the two splits.
///
/// FORMAT.md has the layout.
public final class StoreReader: Sendable {
  /// What the store says of itself.
  public let metadata: [String: String]
  /// The images of each split.
  public let trainImages, testImages: StoredImages
  /// The recorded SHA-256 of the tensors' bytes.
  public let contentDigest: SHA256Digest
  private let file: ReadableFile
  private let payload: Range<Int>
  private let trainLabelRange, testLabelRange: Range<Int>

  /// Opens the store at `path`.
  ///
  /// - Throws: `FileError`, `SafetensorsError`, `StoreError`.
  public init(path: String) throws {
    let file = try ReadableFile(path: path)
    let header = try SafetensorsHeader(of: file)
    func entry(_ name: String, _ matches: (SafetensorsHeader.Entry) -> Bool, _ expected: String)
      throws -> SafetensorsHeader.Entry
    {
      guard let entry = header.entries.first(where: { $0.name == name }) else {
        throw StoreError.missingTensor(
          path: path, name: name, found: header.entries.prefix(8).map(\.name))
      }
      guard entry.type == .u8, matches(entry) else {
        throw StoreError.wrongTensor(
          path: path, name: name, expected: expected,
          found: "\(entry.type.rawValue) \(entry.shape)")
      }
      return entry
    }
    func split(_ name: String) throws -> (StoredImages, Range<Int>) {
      let images = try entry(
        name + ".images",
        { $0.shape.count == 3 && $0.shape[0] > 0 && $0.shape[1...] == [28, 28] },
        "U8 [N, 28, 28]")
      let count = images.shape[0]
      let labels = try entry(name + ".labels", { $0.shape == [count] }, "U8 [\(count)]")
      return (StoredImages(images), labels.byteRange)
    }
    (trainImages, trainLabelRange) = try split("train")
    (testImages, testLabelRange) = try split("test")
    guard header.metadata["format_version"] == "1",
      let digest = SHA256Digest(hex: header.metadata["payload_sha256"] ?? "")
    else {
      throw StoreError.unsupportedVersion(
        path: path, found: header.metadata["format_version"] ?? "no format version")
    }
    contentDigest = digest
    metadata = header.metadata
    // The tensors may be in any order, with others among them.
    payload = (header.entries.first?.byteRange.lowerBound ?? file.size)..<file.size
    self.file = file
  }

  /// Checks the recorded SHA-256.
  ///
  /// - Throws: `StoreError.damaged`, `FileError`.
  public func verifyPayload() throws {
    guard try sha256(of: file, range: payload) == contentDigest else {
      throw StoreError.damaged(path: file.path)
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

  /// The images `indices` as floats, `[count, 28, 28]`: byte / 255.
  ///
  /// - Throws: As `read(_:of:into:)`.
  public func pixels(_ indices: [Int], of images: StoredImages) throws -> [Float] {
    let size = images.height * images.width
    var bytes = [UInt8](repeating: 0, count: indices.count * size)
    try bytes.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      for (position, index) in indices.enumerated() {
        try read(index, of: images, into: start + position * size)
      }
    }
    return bytes.map { Float($0) / 255 }
  }

  /// The labels of the training split, 0...9.
  ///
  /// - Throws: `FileError`; `StoreError.wrongTensor` for a label above 9.
  public func trainLabels() throws -> [UInt8] { try labels(trainLabelRange, "train.labels") }

  /// The labels of the test split, 0...9.
  ///
  /// - Throws: `FileError`; `StoreError.wrongTensor` for a label above 9.
  public func testLabels() throws -> [UInt8] { try labels(testLabelRange, "test.labels") }

  private func labels(_ range: Range<Int>, _ name: String) throws -> [UInt8] {
    let labels = try file.bytes(range)
    if let label = labels.first(where: { $0 > 9 }) {
      throw StoreError.wrongTensor(
        path: file.path, name: name, expected: "digits 0 to 9", found: "a list with \(label)")
    }
    return labels
  }
}
