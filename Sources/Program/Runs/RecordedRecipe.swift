import CheckpointArchive
import DurableFiles
import Experiment
import Recipes

extension Recipe {
  /// What `config.yaml` says; nil when there is none.
  ///
  /// - Throws: `FileError`, `RecipeError`.
  init?(recordedIn files: RunFolder) throws {
    do {
      self = try Recipe(path: files.recipe, others: .whenMissing)
    } catch FileError.missing {
      return nil
    }
  }

  /// The recipe of the run with which `train` would go on in a folder: what `config.yaml` says, else
  /// the options in the state, else those of the last archived epoch; nil when there is no run.
  ///
  /// - Throws: `RecipeError`, `FileError`; `RunError.foreignState` and `ArchiveError.foreign` when
  ///   another version wrote the run, whose recipe may have keys of its own; whatever else is wrong
  ///   with the state.
  public init?(ofRunIn folder: RunFolder) throws {
    let files = RunReplacement(folder: folder).current
    let recorded: Recipe?
    do {
      recorded = try Recipe(recordedIn: files)
    } catch {
      // What another version wrote is the first thing to say.
      _ = try TrainingState.read(from: files.state)
      _ = try ArchiveAppender(path: files.archive)
      throw error
    }
    if let recorded {
      self = recorded
      return
    }
    let state = try TrainingState.read(from: files.state)
    guard let run = state?.progress.run ?? Self.lastArchived(in: files)?.run else { return nil }
    self.init()
    options = run.options
  }

  /// The last whole epoch; nil without any, of which opening the run says more.
  private static func lastArchived(in files: RunFolder) -> CheckpointInfo? {
    (try? ArchiveReader(path: files.archive))?.epochs.last
  }
}
