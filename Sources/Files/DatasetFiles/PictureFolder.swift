import DurableFiles
import Pictures

/// PNG pictures in one folder a digit, `0` to `9`, as torchvision's ImageFolder has them.
///
/// They are taken in its order: digit by digit, then by the names of the files.
public struct PictureFolder: Sendable {
  /// The folder of the ten.
  public let path: String
  /// Whether its name says that it is the test split; any other is the training split.
  let isTest: Bool
  /// The pictures with their digits.
  public let files: [(path: String, digit: UInt8)]

  /// What a picture may have in bytes, more than any of 28 x 28 pixels needs.
  private static let maximumFileCount = 64 << 10
  private static let otherEndings = [".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"]

  /// Looks for the pictures; nil when the folder has no folder of a digit.
  ///
  /// - Throws: `DatasetError.unusablePicture` for one of another format; `FileError`.
  init?(path: String) throws {
    let digits = (0...9).filter { isFolder(joined(path, "\($0)")) }
    guard !digits.isEmpty else { return nil }
    self.path = path
    let name = path.split(separator: "/").last.map(String.init) ?? path
    isTest = Split(in: name)?.isTest ?? false
    files = try digits.flatMap { digit in
      let folder = joined(path, "\(digit)")
      return try namesInFolder(folder).filter { !$0.hasPrefix(".") }.compactMap { name in
        let path = "\(folder)/\(name)"
        let ending = name.lowercased()
        if Self.otherEndings.contains(where: ending.hasSuffix) {
          throw DatasetError.unusablePicture(path: path, reason: "it is no PNG")
        }
        return ending.hasSuffix(".png") ? (path, UInt8(digit)) : nil
      }
    }
  }

  /// Reads the pictures, of together at most `limit` bytes.
  ///
  /// - Returns: The images, the labels, and what the source is: the digest is that of the lines
  ///   `sha256sum */*.png` prints in the folder.
  /// - Throws: `DatasetError`, `FileError`.
  func read(limit: Int) throws -> (images: ByteArray, labels: ByteArray, source: SourceFile) {
    guard files.count <= limit / 785 else {
      throw DatasetError.tooLarge(path: path, what: "\(files.count) pictures")
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(files.count * 784)
    let hasher = SHA256Hasher()
    for (path, digit) in files {
      let bytes = try readFile(at: path, limit: Self.maximumFileCount)
      pixels += try Self.pixels(of: bytes, path: path)
      let name = path.split(separator: "/").last ?? ""
      hasher.update("\(sha256(bytes))  \(digit)/\(name)\n")
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return (
      ByteArray(shape: [files.count, 28, 28], bytes: pixels),
      ByteArray(shape: [files.count], bytes: files.map(\.digit)),
      SourceFile(name: "\(name)/*/*.png", digest: hasher.finish())
    )
  }

  private static func pixels(of bytes: [UInt8], path: String) throws -> [UInt8] {
    let picture: Picture
    do {
      picture = try greyPicture(ofPNG: bytes)
    } catch PictureError.unreadable(let reason) {
      throw DatasetError.unusablePicture(path: path, reason: reason)
    }
    guard (picture.width, picture.height) == (28, 28) else {
      throw DatasetError.unusablePicture(
        path: path, reason: "it has \(picture.width)x\(picture.height) pixels")
    }
    return picture.pixels
  }
}
