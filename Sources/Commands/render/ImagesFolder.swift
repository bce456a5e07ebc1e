import CommandSupport
import DurableFiles
import Runs

/// The folder `images` of a run, held by one `render` at a time.
struct ImagesFolder {
  private let lock: FolderLock

  /// Creates the folder if need be.
  ///
  /// - Throws: `FileError.locked` when another `render` is at work there, `.cannotCreate`.
  init(of run: RunFolder) throws {
    try createFolder(at: run.images)
    lock = try FolderLock(folder: run.images, name: RunFolder.imagesLock)
  }
}
