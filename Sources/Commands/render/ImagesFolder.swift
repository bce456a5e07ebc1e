import CheckpointArchive
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

/// Opens a run to draw its checkpoints, and takes the lock of its pictures when they go there.
///
/// Without a run, or what `check` wants of it, nothing is made, and once it is locked no other takes
/// its place.
///
/// - Throws: `ArchiveError`, `FileError`.
func openRun(
  at path: String, generators: GeneratorKind, drawingThere: Bool,
  check: (RunFolder, ArchiveReader) throws -> Void = { _, _ in }
) throws -> (run: RunFolder, archive: ArchiveReader, images: ImagesFolder?) {
  var run = RunFolder(standingAt: path)
  var archive = try ArchiveReader(path: run.archive, generators: generators)
  try check(run, archive)
  guard drawingThere else { return (run, archive, nil) }
  let images = try ImagesFolder(of: run)
  run = RunFolder(standingAt: path)
  archive = try ArchiveReader(path: run.archive, generators: generators)
  return (run, archive, images)
}
