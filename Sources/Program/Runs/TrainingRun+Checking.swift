import DurableFiles
import Experiment
import TensorStore

extension TrainingRun {
  /// Makes every check that opening and resuming the run makes, and changes nothing.
  ///
  /// The parameters are those of `init`; `restore` is called once if there is a state.
  ///
  /// - Throws: As `init` and `resume`.
  public static func check(
    folder: RunFolder, store: StoreReader, recipe: Recipe, instructionSet: String,
    toolVersion: String, overwrite: Bool, restore: (TrainingState) throws -> Void
  ) throws {
    try recipe.expectUse(of: store)
    let refusal = try refusal(of: folder)
    if overwrite, let refusal { throw refusal }
    try store.verifyPayload()
    if overwrite {
      try RunReplacement(folder: folder).expectRoom()
      return
    }
    let files = RunReplacement(folder: folder).current
    let opened = try OpenedRun(
      files, recipe: recipe,
      run: RunIdentity(
        dataSha256: store.contentDigest.hex, instructionSet: instructionSet,
        options: recipe.options, toolVersion: toolVersion),
      stepsPerEpoch: store.trainImages.count / recipe.options.batchSize)
    try opened.expectWriting(in: folder, refusal: refusal)
    if let state = opened.state { try restore(state) }
    try opened.expectEpochToAppend()
  }

  /// Why the folder cannot be written; nil when it can, or can be created.
  private static func refusal(of folder: RunFolder) throws -> FileError? {
    try FolderLock.expectFree(folder: folder.path, name: RunFolder.trainingLock)
    do {
      try expectWritableFolder(at: folder.path)
      return nil
    } catch let error as FileError where error.isRefusal {
      return error
    }
  }
}
