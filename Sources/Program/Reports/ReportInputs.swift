import CheckpointArchive
import Evaluation
import Judging
import Runs
import TensorStore

/// A run that a report is about.
public struct ReportedRun {
  /// Its numbers.
  let history: RunHistory
  /// Its checkpoints.
  let archive: ArchiveReader

  /// A run.
  public init(history: RunHistory, archive: ArchiveReader) {
    self.history = history
    self.archive = archive
  }

  /// What the run is, as its first epoch says.
  var identity: CheckpointInfo { archive.epochs[0] }

  /// The last epoch that can be used.
  var last: CheckpointInfo { archive.epochs[archive.epochs.count - 1] }

  /// Epochs of the archive that are damaged, or of another version.
  var leftOut: [Int] {
    let end = max(
      last.epoch, history.training.last?.epoch ?? 0, history.evaluations.last?.epoch ?? 0)
    return (1...end).filter(archive.leavesOut)
  }
}

/// What a report shows besides runs; a report says what it lacks, and how to make it.
public struct ReportInputs {
  /// The data; nil when there is none.
  public let store: StoreReader?
  /// The judge of the data; nil when there is none.
  public let judge: TrainedJudge?

  /// Both.
  public init(store: StoreReader?, judge: TrainedJudge?) {
    self.store = store
    self.judge = judge
  }

  /// Whether the data is that of a run.
  func isData(of run: ReportedRun) -> Bool {
    store?.contentDigest.hex == run.identity.run.dataSha256
  }
}
