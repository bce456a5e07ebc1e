import ArgumentParser
import CheckpointArchive
import CommandSupport
import DurableFiles
import Experiment
import Gates
import Runs

/// `--gate`, and what it compares with.
struct GateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Let the checkpoint pass only when it is as this file asks; exit code 1 when not.",
      valueName: "file"))
  var gate: String?

  @Option(
    help: ArgumentHelp(
      "With --gate: the run whose checkpoint it compares with, measured on the same.",
      valueName: "folder"))
  var champion: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Its checkpoint: such as e050 or 50; first, last or best. (default: last)",
      valueName: "name"))
  var championCheckpoint: String?

  @Flag(help: "With --gate: read it and find the champion, measure nothing.")
  var dryRun = false

  /// Refuses options that say nothing without another one.
  func validate() throws {
    for (path, option) in [(gate, "--gate"), (champion, "--champion")] where path?.isEmpty == true {
      throw ValidationError("\(option) is empty; name a \(option == "--gate" ? "file" : "folder")")
    }
    if gate == nil, champion != nil || dryRun {
      throw ValidationError(
        "\(dryRun ? "--dry-run" : "--champion") goes with --gate; give a gate, or leave it out")
    }
    if champion == nil, championCheckpoint != nil {
      throw ValidationError(
        "--champion-checkpoint goes with --champion; name a run, or leave it out")
    }
    if let championCheckpoint, CheckpointChoice(championCheckpoint) == .all {
      throw ValidationError("--champion-checkpoint is 'all'; name one checkpoint")
    }
  }

  /// Refuses more than one checkpoint, and files of measurements beside the verdict.
  func validate(with selection: CheckpointOptions, _ files: EvaluationFileOptions) throws {
    if selection.isAll {
      throw ValidationError("--gate judges one checkpoint; name it with --checkpoint")
    }
    if files.csv != nil || files.features != nil {
      throw ValidationError("--gate writes a verdict; leave out --csv and --features")
    }
  }

  /// The champion; nil when none is named.
  ///
  /// - Throws: `GateError.missingChampion`; as `RunFolder.checkpoints`.
  func openChampion(generators: GeneratorKind) throws -> Champion? {
    guard let champion else { return nil }
    let run = RunFolder(standingAt: pathWithoutLinks(champion))
    let archive: ArchiveReader
    do {
      archive = try ArchiveReader(path: run.archive, generators: generators)
    } catch ArchiveError.missing {
      throw GateError.missingChampion(folder: champion)
    }
    let infos = try run.checkpoints(named: championCheckpoint ?? "last", in: archive)
    return infos.first.map { Champion(run: run, archive: archive, info: $0) }
  }
}

/// A checkpoint that another one is compared with.
struct Champion {
  let run: RunFolder
  let archive: ArchiveReader
  let info: CheckpointInfo
}
