import CheckpointArchive
import Experiment
import Failures

/// What `train` would refuse of files that by themselves are whole; nothing when `found` has some
/// that are not.
///
/// - Parameters:
///   - files: Of the run.
///   - found: What was found of each.
///   - dataSha256: What the tensor store holds; nil when that cannot be read.
/// - Returns: At most one finding, of the run.
/// - Throws: `FileError` when one cannot be read.
func disagreement(
  in files: RunFolder, found: [VerificationFinding], dataSha256: String?
) throws -> [VerificationFinding] {
  guard found.allSatisfy({ $0.verdict.isUsable || !$0.file.hasPrefix(files.path + "/") }) else {
    return []
  }
  do {
    var recipe = try Recipe(recordedIn: files) ?? Recipe()
    let state = try TrainingState.read(from: files.state)
    let last = try ArchiveAppender(path: files.archive).epochs.last
    guard let made = state?.progress.run ?? last?.run else { return [] }
    recipe.options = made.options
    var run = made
    run.dataSha256 = dataSha256 ?? made.dataSha256
    let opened = try OpenedRun(
      files, recipe: recipe, run: run, stepsPerEpoch: last.map { $0.step / $0.epoch })
    try opened.expectEpochToAppend()
    return []
  } catch let error as any ReportableError where error.kind != .inputMissing {
    return [VerificationFinding(file: files.path, .damaged, reason: error.description)]
  }
}
