import Foundation
import Testing

@testable import CommandSupport

@Suite struct ReportingTests {
  /// Of which a reader may make the whole terminal's streams.
  @Test func aNonBlockingStreamIsWaitedFor() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let (readEnd, writeEnd) = (ends[0], ends[1])
    try #require(fcntl(writeEnd, F_SETFL, O_NONBLOCK) == 0)
    // Far more than a pipe holds.
    let line = String(repeating: "0123456789", count: 50_000)
    let reader = Thread {
      usleep(100_000)
      var piece = [UInt8](repeating: 0, count: 4096)
      while read(readEnd, &piece, piece.count) > 0 { usleep(100) }
      close(readEnd)
    }
    reader.start()
    #expect(writeLine(line, to: writeEnd) == nil)
    close(writeEnd)
  }
}
