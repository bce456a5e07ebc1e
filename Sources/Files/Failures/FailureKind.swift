/// What kind of failure an error is, for whoever has to decide what happens next.
public enum FailureKind: CaseIterable, Sendable {
  /// Something was asked for that cannot be done, whatever the files hold.
  case usage
  /// A file is damaged, or not what it should be.
  case badData
  /// A file was made by another version of this program: nothing is wrong with it.
  case foreign
  /// An input is not there, or cannot be read.
  case inputMissing
  /// The numbers stopped being finite, or stopped meaning anything.
  case diverged
  /// An output cannot be created.
  case cannotCreate
  /// Reading, writing or memory failed on the way.
  case inputOutput
  /// Another process is at work on the same.
  case locked
  /// What exists was made in another way than what was asked for now.
  case conflict

  /// Whether what a file holds is the reason, so that other files, or other parts, may do.
  public var concernsContents: Bool { self == .badData || self == .foreign }
}
