import ArgumentParser
import CheckpointArchive
import Experiment
import Runs

/// `--checkpoint` and `--every`: which epochs of an archive.
public struct CheckpointOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Such as e050 or 50; first, last, best or all. (default: last; all with --every)",
      valueName: "name"))
  var checkpoint: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of all checkpoints, take every nth epoch and the last. (default: each)", valueName: "n"),
    transform: wholeNumber(from: 1))
  var every: Int?

  /// The default.
  public init() {}

  /// Refuses an interval beside a single checkpoint.
  public func validate() throws {
    if every != nil && !isAll {
      throw ValidationError("--every goes with --checkpoint all; leave one of them out")
    }
  }

  /// Whether anything was chosen.
  public var isGiven: Bool { checkpoint != nil || every != nil }

  /// Whether more than one checkpoint may be meant.
  public var isAll: Bool { CheckpointChoice(name) == .all }

  private var name: String { checkpoint ?? (every == nil ? "last" : "all") }

  /// The epochs chosen of a run, whose archive is `archive`.
  ///
  /// - Throws: As `RunFolder.checkpoints`.
  public func resolve(in archive: ArchiveReader, of run: RunFolder) throws -> [CheckpointInfo] {
    if isAll { return archive.epochs(every: every ?? 1) }
    return try run.checkpoints(named: name, in: archive)
  }
}

/// Tells what is wrong with an archive: as an error when epochs that were asked for are left out,
/// else as a warning, unless `quiet`.
public func printWarning(of archive: ArchiveReader, isError: Bool, quiet: Bool) {
  guard let warning = archive.warning, isError || !quiet else { return }
  printDiagnostic("\(isError ? "error" : "warning"): \(warning)")
}
