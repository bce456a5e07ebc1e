/// An error a user can act on: its description says what happened, where, and what to do.
///
/// Commands print the description as one line on standard error; how they exit is their business.
public protocol ReportableError: Error, CustomStringConvertible {
  /// What kind of failure it is.
  var kind: FailureKind { get }
}
