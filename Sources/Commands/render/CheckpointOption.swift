import ArgumentParser
import CheckpointArchive
import CommandSupport
import Failures
import Runs

/// `--checkpoint` where there is one only.
struct CheckpointOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Such as e050 or 50; first, last or best.", valueName: "name"))
  var checkpoint = "last"

  /// The epoch chosen of a run, whose archive is `archive`.
  ///
  /// - Throws: As `RunFolder.checkpoints`; `CheckpointNameError`.
  func resolve(in archive: ArchiveReader, of run: RunFolder) throws -> CheckpointInfo {
    let infos = try run.checkpoints(named: checkpoint, in: archive)
    guard infos.count == 1 else {
      throw CheckpointNameError.notOne(option: "--checkpoint", name: checkpoint)
    }
    return infos[0]
  }
}

/// A name that does not stand for one checkpoint.
enum CheckpointNameError: ReportableError, Equatable {
  case notOne(option: String, name: String)

  var kind: FailureKind { .usage }

  var description: String {
    switch self {
    case .notOne(let option, let name):
      "\(option) has '\(name)', which stands for several checkpoints; name one of them"
    }
  }
}
