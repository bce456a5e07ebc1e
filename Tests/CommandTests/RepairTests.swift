import CheckpointArchive
import Foundation
import TestSupport
import Testing

private let archive = "runs/mnist/checkpoints.tar"

/// `train --repair` by the built binary, on a run of three epochs.
@Suite struct RepairTests {
  private let options = [
    "--epochs", "3", "--batch-size", "16", "--latent-dim", "10", "--threads", "1",
  ]

  private func trainedRun() throws -> TemporaryRun {
    let run = try TemporaryRun()
    try run.makeStore()
    #expect(try run.train.run(options + ["--quiet"]).status == 0)
    return run
  }

  private func files(_ run: TemporaryRun) throws -> [String: [UInt8]] {
    let names = try run.names(in: "runs/mnist")
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try run.bytes("runs/mnist/\($0)")) })
  }

  /// Changes a bit `distance` bytes behind the start of a member's header.
  private func damage(_ run: TemporaryRun, _ member: String, at distance: Int) throws {
    var bytes = try run.bytes(archive)
    let header = try #require(bytes.firstRange(of: Array((member + "\0").utf8)))
    bytes[header.lowerBound + distance] ^= 1
    try run.write(bytes, to: archive)
  }

  @Test(arguments: [
    ("e002/discriminator.safetensors", 5000), ("e002/checkpoint.json", 600),
    ("e002/generator.safetensors", 150), ("e001/generator.safetensors", 9000),
  ])
  func damagedEpochIsComputedAgainAndNothingElseTouched(member: String, distance: Int) throws {
    let run = try trainedRun()
    let whole = try files(run)
    try damage(run, member, at: distance)
    let damaged = try files(run)
    let epoch = member.prefix(4)
    let refusal = try run.train.run(options)
    #expect(refusal.status == 65)
    #expect(refusal.errors.hasPrefix("error: '\(archive)': checkpoint \(epoch) is damaged: "))
    #expect(refusal.errors.hasSuffix("let 'train --repair' compute what is damaged again\n"))
    #expect(try files(run) == damaged)
    let result = try run.train.run(options + ["--repair"])
    #expect(
      result
        == Program.Finished(
          status: 0, output: "",
          errors: """
            computing \(epoch) of \(archive) again, from epoch 1
            \(epoch) of \(archive) written back
            runs/mnist has 3 epochs, nothing to do

            """))
    #expect(try files(run) == whole)
    #expect(try run.evaluate.run(["--verify"]).status == 0)
  }

  @Test func aRepairHasItsResultAlsoWhenItIsStopped() throws {
    let run = try TemporaryRun()
    // One step, which takes long enough to be stopped.
    try run.makeStore(train: 2048)
    let options = ["--epochs", "1", "--batch-size", "2048", "--latent-dim", "10"]
    #expect(try run.train.run(options + ["--quiet"]) == .quietly)
    try damage(run, "e001/generator.safetensors", at: 9000)
    let repair = try run.train.start(options + ["--repair", "--json"])
    let deadline = Date(timeIntervalSinceNow: 120)
    while try !repair.errors().contains("computing e001") {
      try #require(Date() < deadline, "not begun in two minutes")
      usleep(1000)
    }
    repair.send(SIGTERM)
    let stopped = try repair.finish()
    #expect(stopped.status == 143)
    let advice = "stopped before the repair was done; run the same command again\n"
    #expect(stopped.errors.hasSuffix(advice))
    #expect(stopped.lines.count == 1)
    #expect(stopped.output.hasPrefix(#"{"changed":false,"epochs":1,"finished":false,"last":{"#))
    let whole = try run.train.run(options + ["--repair", "--json"])
    #expect(whole.lines.count == 1)
    #expect(whole.output.hasPrefix(#"{"changed":true,"epochs":1,"finished":true,"last":{"#))
  }

  @Test func trainingGoesOnAfterARepair() throws {
    let run = try trainedRun()
    try damage(run, "e002/generator.safetensors", at: 9000)
    let more = ["--epochs", "4"] + options.dropFirst(2)
    let result = try run.train.run(more + ["--repair"])
    #expect(result.status == 0)
    #expect(result.errors.contains("e002 of \(archive) written back\ncontinuing after epoch 3, "))
    let other = try trainedRun()
    #expect(try other.train.run(more).status == 0)
    #expect(try run.bytes(archive) == other.bytes(archive))
  }

  @Test func repairThatIsKilledIsDoneAgain() throws {
    let run = try trainedRun()
    let whole = try files(run)
    try damage(run, "e001/generator.safetensors", at: 9000)
    try damage(run, "e002/checkpoint.json", at: 600)
    let words = (options + ["--repair"]).joined(separator: " ")
    for delay in stride(from: 0.02, to: 0.3, by: 0.04) {
      _ = try run.train.shell("timeout -s KILL \(delay) \"$0\" \(words)")
      #expect(try ArchiveReader(path: run.archivePath).epochs.last?.epoch == 3)
    }
    #expect(try run.train.run(options + ["--repair"]).status == 0)
    #expect(try files(run) == whole)
  }

  @Test func otherBitsOnTheWayAreAConflict() throws {
    let run = try trainedRun()
    let reader = try ArchiveReader(path: run.archivePath)
    let infos = reader.epochs
    // The networks of another epoch in the first.
    let images = try zip(infos, [2, 2, 3]).map { info, epoch in
      let checkpoint = try reader.checkpoint(epoch: epoch)
      return try EpochImage(
        info: info,
        networks: [
          (NetworkName.generator, checkpoint.generator),
          (NetworkName.discriminator, checkpoint.discriminator),
        ], path: "test")
    }
    try FileManager.default.removeItem(atPath: run.archivePath)
    let appender = try ArchiveAppender(path: run.archivePath)
    for image in images { try appender.append(image) }
    try damage(run, "e002/generator.safetensors", at: 9000)
    let before = try files(run)
    let result = try run.train.run(options + ["--repair"])
    #expect(result.status == 78)
    #expect(
      result.errors == """
        computing e002 of \(archive) again, from epoch 1
        error: e001, computed again, is not the one in '\(archive)', so its damaged epochs cannot \
        be computed here and nothing more was written; restore the archive from a backup

        """)
    #expect(try files(run) == before)
  }

  @Test func otherOptionsAreAConflict() throws {
    let run = try trainedRun()
    try damage(run, "e002/generator.safetensors", at: 9000)
    let before = try files(run)
    let result = try run.train.run(options + ["--repair", "--seed", "2"])
    #expect(result.status == 78)
    #expect(result.errors.contains("(seed: 1 in the run, 2 here)"))
    #expect(try files(run) == before)
  }

  @Test func wholeRunIsTrainedAsUsual() throws {
    let run = try trainedRun()
    let before = try files(run)
    let result = try run.train.run(options + ["--repair"])
    #expect(result.status == 0)
    #expect(
      result.errors == """
        \(archive) has no damaged epoch
        runs/mnist has 3 epochs, nothing to do

        """)
    #expect(try files(run) == before)
    #expect(try run.train.run(options + ["--repair", "--overwrite"]).status == 64)
  }

  @Test func lastEpochIsRestoredWithoutTheState() throws {
    let run = try trainedRun()
    let whole = try run.bytes(archive)
    try damage(run, "e003/generator.safetensors", at: 9000)
    try FileManager.default.removeItem(atPath: run.path + "/runs/mnist/state.safetensors")
    #expect(try run.train.run(options + ["--repair"]).status == 0)
    #expect(try run.bytes(archive) == whole)
  }
}
