import ArgumentParser
import CommandSupport
import Failures
import Testing

@Suite struct ExitCodeTests {
  @Test func everyKindOfFailureHasItsCodeOfSysexits() {
    let codes: [FailureKind: Int32] = [
      .usage: 64, .badData: 65, .foreign: 65, .inputMissing: 66, .diverged: 70, .cannotCreate: 73,
      .inputOutput: 74, .locked: 75, .conflict: 78,
    ]
    for kind in FailureKind.allCases { #expect(ExitCode(kind).rawValue == codes[kind]) }
  }
}
