/// What opening a run found or did that its user should know.
public enum RunNotice: Equatable, Sendable {
  /// An unfinished epoch of this many bytes was cut off the archive's end.
  case recovered(byteCount: Int)
  /// The log has this many lines that other versions wrote, or other tools; they are kept as they
  /// are.
  case keptLines(path: String, count: Int)
  /// The log has this many lines of text, which are left out when it is written.
  case droppedLines(path: String, count: Int)
  /// Training goes on with the run that was begun in this folder to replace an older one, which stays
  /// until an epoch is archived.
  case replacing(begun: String)
  /// Training goes on after whole epochs and steps of the next one.
  case continued(epoch: Int, step: Int)
  /// Epochs up to this archived one are computed again, for want of their state.
  case recomputing(through: Int)
}
