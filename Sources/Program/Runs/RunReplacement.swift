import DurableFiles

/// A run that takes the place of an older one in its folder; FORMAT.md has the protocol.
///
/// It is written in `.new` until an epoch is archived there, and the old run stays whole. Then `.new`
/// is renamed to `.complete`, which makes it the run in one step; what it replaces is removed and its
/// files are moved to their places. Whoever trains next finishes what was interrupted.
struct RunReplacement {
  let folder: RunFolder
  /// The new run, before it has an archived epoch.
  var begun: RunFolder { RunFolder(path: folder.path + "/.new") }
  private var complete: String { Self.complete(in: folder.path) }

  /// The folder of a new run whose files are not in their places yet.
  static func complete(in path: String) -> String { path + "/.complete" }

  /// Where the files lie with which training goes on.
  var current: RunFolder {
    // Of a run that was begun there is a recipe or a state before anything else.
    exists(begun.recipe) || exists(begun.state) ? begun : standing
  }

  /// Where the files of the run lie that has an archived epoch, or had to itself the folder.
  var standing: RunFolder { RunFolder(path: folder.path, waiting: waiting) }

  /// Makes room for a new run, and removes the one that was begun before, if any.
  ///
  /// - Returns: Where its files go: the folder itself when it holds no run.
  /// - Throws: `FileError`; `RunError.inTheWay`.
  func begin() throws -> RunFolder {
    if !waiting.isEmpty { try finish() }
    let names = RunFolder.outputNames
    if FolderIdentity(of: begun.path) != nil {
      // Without the recipe and the state there is no such run.
      try removeFiles(at: names.map { "\(begun.path)/\($0)" })
      try removeStaleTemporaries(in: begun.path)
    }
    guard names.contains(where: { exists("\(folder.path)/\($0)") }) else { return folder }
    try expectRoom()
    try createFolder(at: begun.path)
    return begun
  }

  /// Puts the new run, which has an archived epoch, in the place of the old one, or goes on with that.
  ///
  /// - Throws: `FileError.locked` while the old run is evaluated or drawn, when nothing is done;
  ///   other `FileError`s, after which the next call goes on; `RunError.inTheWay`.
  func finish() throws {
    let evaluation = try FolderLock(folder: folder.path, name: RunFolder.evaluationLock)
    let images =
      try FolderIdentity(of: folder.images) != nil
      ? FolderLock(folder: folder.images, name: RunFolder.imagesLock) : nil
    try withExtendedLifetime((evaluation, images)) {
      if waiting.isEmpty {
        try expectRoom()
        try removeStaleTemporaries(in: begun.path)
        try renameEntry(begun.path, to: complete)
      }
      try moveFiles()
    }
  }

  /// Refuses what somebody put into `.complete`, which is to be another folder.
  ///
  /// - Throws: `RunError.inTheWay`; `FileError`.
  func expectRoom() throws {
    guard waiting.isEmpty, FolderIdentity(of: complete) != nil,
      let name = try namesInFolder(complete).first
    else { return }
    throw RunError.inTheWay(path: "\(complete)/\(name)", folder: folder.path)
  }

  /// The old run's files go, then the new ones come, the archive last: as long as it waits, the old
  /// ones are not gone for certain.
  private func moveFiles() throws {
    let names = waiting
    if names.contains(RunFolder.archiveName) {
      try removeFiles(
        at: ["\(folder.path)/\(RunFolder.retrainMark)", folder.evaluation, folder.verdict])
      for outputs in [folder.images, folder.frames, folder.models, folder.tensorBoard] {
        try removeOutputs(in: outputs)
      }
    }
    for name in RunFolder.outputNames where names.contains(name) {
      try renameEntry("\(complete)/\(name)", to: "\(folder.path)/\(name)")
    }
    if FolderIdentity(of: complete) != nil { try removeStaleTemporaries(in: complete) }
    try removeEmptyFolder(at: complete)
  }

  /// The names of files that are in `.complete`.
  private var waiting: Set<String> {
    Set(RunFolder.outputNames.filter { exists("\(complete)/\($0)") })
  }

  private func removeOutputs(in folder: String) throws {
    guard FolderIdentity(of: folder) != nil else { return }
    let ours = try namesInFolder(folder).filter {
      ($0.wholeMatch(of: Self.pictureName) ?? $0.wholeMatch(of: Self.exportName)) != nil
        && FolderIdentity(of: "\(folder)/\($0)") == nil
    }
    try removeStaleTemporaries(in: folder)
    try removeFiles(at: ours.map { "\(folder)/\($0)" })
    try removeEmptyFolder(at: folder)
  }

  /// What `render` makes in the folders of pictures: the names of `RunFolder`, and of frames, with what
  /// tells variants apart.
  private static var pictureName: Regex<Substring> {
    #/
    (?: (?: generated_plot_e\d+ | frame_e?\d+ | compare (?:_e\d+)+ | real | progress
          | interpolation_e\d+)
        (?: _seed\d+ | _zeros | _latents-[0-9a-f]{8})?
        (?: _\d+x\d+)? (?: _scale\d+)? (?: _gray)? (?: _label)?
        (?: _\d+stations)? (?: _\d+frames)? \.a?png
      | curves\. (?: svg | png) | (?: report | explore) \.html | \.lock )
    /#
  }

  /// What `render` makes for other tools.
  private static var exportName: Regex<Substring> {
    #/
    (?: generator | discriminator )_e\d+ (?: (?: _batch\d+)? (?: _ascend)? \.onnx | \.safetensors | \.npz )
      | events\.out\.tfevents\.0\.handwriting-gan
    /#
  }

  private func exists(_ path: String) -> Bool { FileIdentity(of: path) != nil }
}
