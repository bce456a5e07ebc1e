import ArgumentParser
import Failures

extension ExitCode {
  /// Of an error that the program does not know, EX_SOFTWARE.
  static let unforeseen = ExitCode(70)

  /// The code with which a command ends after such a failure, of BSD's sysexits.h.
  public init(_ kind: FailureKind) {
    switch kind {
    case .usage: self.init(64)  // EX_USAGE
    case .badData, .foreign: self.init(65)  // EX_DATAERR
    case .inputMissing: self.init(66)  // EX_NOINPUT
    case .diverged: self.init(70)  // EX_SOFTWARE
    case .cannotCreate: self.init(73)  // EX_CANTCREAT
    case .inputOutput: self.init(74)  // EX_IOERR
    case .locked: self.init(75)  // EX_TEMPFAIL
    case .conflict: self.init(78)  // EX_CONFIG
    }
  }
}
