import CheckpointArchive
import Experiment
import Failures

/// What `train` would refuse of files that by themselves are whole; nothing when `found` has some
/// that are not.
///
/// - Throws: `FileError` when one cannot be read.
func disagreement(
  in files: RunFolder, found: [VerificationFinding]
) throws -> [VerificationFinding] {
  guard found.allSatisfy({ $0.verdict.isUsable || !$0.file.hasPrefix(files.path + "/") }) else {
    return []
  }
  do {
    var recipe = try Recipe(recordedIn: files) ?? Recipe()
    let state = try TrainingState.read(from: files.state)
    let last = try ArchiveAppender(path: files.archive).epochs.last
    guard let run = state?.progress.run ?? last?.run else { return [] }
    recipe.options = run.options
    let opened = try OpenedRun(
      files, of: files, recipe: recipe, run: run, stepsPerEpoch: last.map { $0.step / $0.epoch })
    _ = try opened.epochToAppend
    return []
  } catch let error as any ReportableError where error.kind != .inputMissing {
    return [VerificationFinding(file: files.path, .damaged, reason: error.description)]
  }
}
