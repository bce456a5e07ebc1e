import CheckpointArchive
import DurableFiles
import Failures

/// What drawing some pictures came to.
public struct DrawingOutcome: Sendable {
  /// Files that were written, and files that were what they should be already.
  public var written: [String] = []
  public var unchanged: [String] = []
  /// Files of an earlier drawing that were removed.
  public var removed: [String] = []
  /// The checkpoints that could not be drawn, and why.
  public private(set) var failures: [(checkpoint: String, reason: any ReportableError)] = []

  /// Nothing yet.
  public init() {}

  /// One output, which was written or was there.
  public init(_ path: String, isWritten: Bool) {
    if isWritten { written = [path] } else { unchanged = [path] }
  }

  /// Replaces a file, unless it has just these bytes already, and notes which.
  ///
  /// - Throws: `FileError`.
  public mutating func replaceFile(at path: String, contents: [UInt8]) throws {
    if try replaceFileIfChanged(at: path, contents: contents) {
      written.append(path)
    } else {
      unchanged.append(path)
    }
  }

  /// Replaces a picture, unless the file has just these texts already, and notes which.
  ///
  /// - Throws: `FileError`, and what `contents` throws.
  mutating func replacePicture(
    at path: String, texts: PictureTexts, contents: () throws -> [UInt8]
  ) throws {
    if try texts.match(fileAt: path) {
      unchanged.append(path)
    } else {
      try DurableFiles.replaceFile(at: path, contents: contents())
      written.append(path)
    }
  }

  /// The result of `body`, or nil after noting that the checkpoint is damaged.
  ///
  /// - Throws: What `body` throws, unless what a file holds is the reason.
  public mutating func collect<Result>(
    _ info: CheckpointInfo, _ body: () throws -> Result
  ) throws -> Result? {
    do {
      return try body()
    } catch let error as any ReportableError where error.kind.concernsContents {
      failures.append((info.name, error))
      return nil
    }
  }
}
