import Failures

/// What the training state of a run is, after its checksum was compared.
public enum StateFinding: Equatable, Sendable {
  /// The checksum holds: this many whole epochs are trained, and steps of the next one.
  case whole(epoch: Int, step: Int)
  /// There is no state.
  case missing
  /// The checksum differs, or the file is not a training state.
  case damaged(reason: String)
}

/// Reads the training state at `path` as a continued run would.
///
/// - Throws: `FileError` when the file is there but cannot be read.
public func verifyState(at path: String) throws -> StateFinding {
  do {
    guard let progress = try TrainingState.read(from: path)?.progress else { return .missing }
    return .whole(epoch: progress.epoch, step: progress.totals.steps)
  } catch let error as any ReportableError where error.kind.concernsContents {
    return .damaged(reason: error.description)
  }
}
