/// An error a user can act on: its description says what happened, where, and what to do.
///
/// Commands print the description as one line on standard error and exit with `exitCode`.
public protocol ReportableError: Error, CustomStringConvertible {
  /// The sysexits code of the failure: 65 bad data, 66 input missing, 73 cannot create,
  /// 74 input/output error, 75 locked, 78 configuration conflict.
  var exitCode: Int32 { get }
}
