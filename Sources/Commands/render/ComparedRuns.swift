import ArgumentParser
import CheckpointArchive
import CommandSupport
import DurableFiles
import Judging
import Reports
import Runs

/// The runs of one file of curves or one report.
struct ComparedRuns {
  /// In the order of the command line.
  let runs: [(folder: RunFolder, archive: ArchiveReader, history: RunHistory)]
  /// Held while the output lies in the only run's folder of pictures.
  private let images: ImagesFolder?

  /// Opens the runs, and takes the lock of the first one's pictures when the output goes there.
  ///
  /// - Throws: `ArchiveError`, `FileError`, `RecordFileError`.
  init(
    _ options: RunsOptions, generators: GeneratorKind = .averaged, drawingThere: Bool
  ) throws {
    var lock: ImagesFolder?
    runs = try zip(options.paths, options.names).map { path, name in
      let (folder, archive, images) = try openRun(
        at: path, generators: generators, drawingThere: drawingThere)
      lock = images
      return (folder, archive, try RunHistory(of: folder, named: name, archive: archive))
    }
    images = lock
  }

  /// Tells of what is left out of the archives and logs.
  func printWarnings(quiet: Bool) {
    for run in runs {
      printWarning(of: run.archive, isError: run.archive.leavesEpochsOut, quiet: quiet)
      guard !quiet else { continue }
      for (path, count) in run.history.foreignLines {
        printDiagnostic(
          "warning: '\(path)' has \(counted(count, "line")) of another version, not drawn")
      }
    }
  }
}

extension RunsOptions {
  /// Refuses more runs than a chart can tell apart, and several without a place for their output.
  ///
  /// - Throws: `ValidationError`.
  func check(hasOutput: Bool) throws {
    if paths.count > RunCurves.mostRuns {
      throw ValidationError(
        "--run is given \(paths.count) times; at most \(RunCurves.mostRuns) can be told apart")
    }
    if paths.count > 1, !hasOutput {
      throw ValidationError("several runs have no place of their own; name one with --output")
    }
  }
}

extension DataOptions {
  /// The store and the judge beside it, as far as they are there.
  ///
  /// - Throws: `StoreOptionError`, `StoreError`, `JudgeError`, `SafetensorsError`, `FileError`.
  func inputsThatExist() throws -> ReportInputs {
    do {
      let store = try openStore()
      do {
        let judge = try TrainedJudge(path: judgePath(besideStore: path), of: store)
        return ReportInputs(store: store, judge: judge)
      } catch FileError.missing {
        return ReportInputs(store: store, judge: nil)
      }
    } catch StoreOptionError.missing {
      return ReportInputs(store: nil, judge: nil)
    }
  }
}
