import CommandSupport
import DurableFiles

/// The folder `images` of a run, held by one `render` at a time.
struct ImagesFolder {
  let path: String
  private let lock: FolderLock

  /// Creates the folder if need be.
  ///
  /// - Throws: `FileError.locked` when another `render` is at work there, `.cannotCreate`.
  init(run: String) throws {
    path = "\(run)/images"
    try createFolder(at: path)
    lock = try FolderLock(folder: path)
  }
}
