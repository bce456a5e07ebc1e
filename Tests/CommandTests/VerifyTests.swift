import Foundation
import TestSupport
import Testing

private let archive = "runs/mnist/checkpoints.tar"
private let store = "data/mnist.safetensors"
private let state = "runs/mnist/state.safetensors"

@Suite struct VerifyTests {
  @Test func wholeRunIsListed() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    let result = try run.evaluate.run(["--verify"])
    #expect(
      result
        == Program.Finished(
          status: 0,
          output: """
            file                          part  verdict
            \(archive)    e001  whole
            \(archive)    e002  whole
            \(store)        all   whole
            \(state)  all   missing

            """, errors: ""))
  }

  @Test func everyDamageIsNamed() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    try run.damageEpoch(at: 0)
    try run.damageEpoch(at: 2)
    var bytes = try run.bytes(store)
    bytes[bytes.count - 1] ^= 1
    try run.write(bytes, to: store)
    try run.write([1, 2, 3], to: state)
    let result = try run.evaluate.run(["--verify"])
    #expect(result.status == 65)
    #expect(
      result.output == """
        file                          part  verdict
        \(archive)    e001  damaged
        \(archive)    e002  whole
        \(archive)    e003  damaged
        \(store)        all   damaged
        \(state)  all   damaged

        """)
    #expect(
      result.errors == """
        damaged: '\(archive)': e001: the checksum of generator.safetensors differs; let \
        'train --repair' compute it again
        damaged: '\(archive)': e003: the checksum of generator.safetensors differs; let \
        'train --repair' compute it again
        damaged: tensor store '\(store)' is damaged: its checksum differs; run 'ingest' \
        to rebuild it
        damaged: '\(state)' has the wrong length: its header needs 8 bytes, it has 3; \
        restore the file from a backup, or rebuild it

        """)
    let quiet = try run.evaluate.run(["--verify", "--quiet"])
    #expect(quiet == Program.Finished(status: 65, output: "", errors: result.errors))
  }

  @Test func unfinishedEndIsNoDamage() throws {
    let run = try TemporaryRun(epochs: [1])
    let end = try run.bytes(archive).count - 1024
    try run.append(epoch: 2)
    try run.write(run.bytes(archive).prefix(end + 5000), to: archive)
    let result = try run.evaluate.run(["--verify"])
    #expect(result.status == 0)
    #expect(result.lines.dropFirst(2).first == "\(archive)    end   unfinished")
    #expect(
      result.errors == """
        unfinished: '\(archive)': end: 5000 bytes of an append that did not finish; 'train' cuts \
        them off

        """)
  }

  @Test func unreadableEpochIsNamed() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    var bytes = try run.bytes(archive)
    // The checksum field of the first member's header.
    bytes[150] ^= 1
    try run.write(bytes, to: archive)
    let result = try run.evaluate.run(["--verify", "--json"])
    #expect(result.status == 65)
    #expect(
      result.output.hasPrefix(
        "{\"damaged\":true,\"findings\":[{\"file\":\"\(archive)\",\"part\":\"e002\","
          + "\"verdict\":\"whole\"},{\"file\":\"\(archive)\",\"part\":\"e001\",\"reason\":"
          + "\"nothing can be read in bytes 0 to "))
  }

  @Test func missingStoreIsAFindingAndMissingArchiveAnError() throws {
    let run = try TemporaryRun()
    try run.append(epoch: 1)
    let result = try run.evaluate.run(["--verify", "--json"])
    #expect(result.status == 0)
    #expect(
      result.output == """
        {"damaged":false,"findings":[{"file":"\(archive)","part":"e001","verdict":"whole"},\
        {"file":"\(store)","verdict":"missing"},{"file":"\(state)","verdict":"missing"}]}

        """)
    try FileManager.default.removeItem(atPath: run.archivePath)
    #expect(try run.evaluate.run(["--verify"]).status == 66)
    try run.write(Array("no archive".utf8), to: archive)
    #expect(try run.evaluate.run(["--verify"]).status == 65)
  }

  @Test func stateIsComparedWithItsChecksum() throws {
    let run = try TemporaryRun()
    try run.makeStore()
    let options = ["--epochs", "1", "--batch-size", "16", "--latent-dim", "10"]
    #expect(try run.train.run(options).status == 0)
    #expect(try run.evaluate.run(["--verify"]).lines.last == "\(state)  all   whole")
    var bytes = try run.bytes(state)
    bytes[bytes.count - 1] ^= 1
    try run.write(bytes, to: state)
    let result = try run.evaluate.run(["--verify"])
    #expect(result.status == 65)
    #expect(result.lines.last == "\(state)  all   damaged")
    #expect(
      result.errors == """
        damaged: '\(state)' is damaged: its checksum differs; restore it from a backup, \
        or delete it and the run is computed again up to its archive

        """)
  }
}
