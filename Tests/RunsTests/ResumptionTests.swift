import Testing

@testable import Runs

@Suite struct ResumptionTests {
  private func resumption(_ epoch: Int, archived: [Int]) throws -> Resumption {
    try Resumption(
      epoch: epoch, steps: 0, archived: archived, keepEvery: 1, folder: RunFolder(path: "run"))
  }

  @Test func onlyTheNextEpochIsAppended() throws {
    #expect(try resumption(2, archived: [1]) == .appendThenTrain)
    #expect(try resumption(2, archived: [1, 2]) == .train)
    #expect(try resumption(1, archived: [1, 2]) == .train)
    #expect(throws: RunError.self) { try resumption(3, archived: [1]) }
  }

  @Test func anEpochMissingBeforeALaterOneIsNotAppended() {
    #expect(throws: RunError.self) { try resumption(2, archived: [1, 3]) }
  }
}
