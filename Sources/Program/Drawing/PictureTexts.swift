import DurableFiles
import Pictures

/// What made a picture, as the texts in its file; FORMAT.md lists them.
///
/// A file whose texts are these is what drawing it again would give.
struct PictureTexts {
  private var texts: [(keyword: String, text: String)]

  /// The keyword by which files of this program are told from others.
  private static let softwareKeyword = "Software"
  private static let software = "handwriting-gan render"

  init(toolVersion: String, _ texts: [(keyword: String, text: String)]) {
    self.texts = [(Self.softwareKeyword, "\(Self.software) \(toolVersion)")] + texts
  }

  /// In the order of the file.
  var all: [(keyword: String, text: String)] { texts }

  /// Whether the file at `path` is whole and has just these texts.
  ///
  /// - Throws: `FileError` when it is there and cannot be read.
  func match(fileAt path: String) throws -> Bool {
    guard let found = try Self.read(path) else { return false }
    return found == Dictionary(texts.map { ($0.keyword, $0.text) }, uniquingKeysWith: { $1 })
  }

  /// Whether the file at `path` is a picture that this program made.
  ///
  /// - Throws: `FileError` when it is there and cannot be read.
  static func areOurs(inFileAt path: String) throws -> Bool {
    try read(path)?[softwareKeyword]?.hasPrefix(software) ?? false
  }

  /// The texts of a file; nil when there is none, or it is not a whole PNG.
  private static func read(_ path: String) throws -> [String: String]? {
    do {
      let file = try ReadableFile(path: path)
      return file.size <= maximumPictureCount ? try readPNGText(of: file) : nil
    } catch FileError.missing {
      return nil
    }
  }

  /// The largest sheet does not compress to more bytes than it has pixels.
  private static let maximumPictureCount = 1 << 29
}
