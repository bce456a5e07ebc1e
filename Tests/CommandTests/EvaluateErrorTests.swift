import DurableFiles
import Foundation
import TestSupport
import Testing

private let archive = "runs/mnist/checkpoints.tar"

@Suite struct EvaluateErrorTests {
  @Test func missingInputsAreNamed() throws {
    let run = try TemporaryRun()
    try run.evaluate.expect(
      fails: 66,
      """
      error: there is no checkpoint archive '\(archive)'; run 'train' first, or name its run with \
      --run
      """)
    try run.write([], to: archive)
    try run.evaluate.expect(
      fails: 66,
      "error: '\(archive)' holds no whole epoch yet; run 'train' for at least one")
    try run.append(epoch: 1)
    try run.evaluate.expect(
      fails: 66,
      """
      error: there is no tensor store 'data/mnist.safetensors'; run 'ingest' to make it, or name another \
      with --data
      """)
  }

  @Test func aJudgeThatIsMissingOrNoneIsNamed() throws {
    let run = try TemporaryRun(epochs: [1])
    try run.evaluate.expect(
      fails: 66,
      """
      error: there is no judge 'data/judge.safetensors'; make it with 'evaluate judge', or measure \
      the discriminator alone with --no-judge
      """)
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar"])
    #expect(try run.evaluate.run(["judge", "--output", "other", "--quiet"]) == .quietly)
    #expect(try run.evaluate.run(["--judge", "other", "--quiet"]) == .quietly)
    var damaged = try run.bytes("other")
    damaged[damaged.count - 1] ^= 1
    try run.write(damaged, to: "other")
    try run.evaluate.expect(
      ["--judge", "other"], fails: 65,
      "error: the judge 'other' is damaged: its checksum differs; make it again with 'evaluate judge'"
    )
    damaged[damaged.count - 1] ^= 1
    try run.write(damaged, to: "other")
    try run.makeStore(test: 49)
    let result = try run.evaluate.run(["--judge", "other"])
    #expect(result.status == 65 && result.errors.contains("other data"))
    #expect(result.errors.count { $0 == "\n" } == 1)
  }

  @Test func unknownCheckpointsAreAnsweredWithThoseThereAre() throws {
    let run = try TemporaryRun(epochs: [1, 2], judge: true)
    for name in ["e050", "worst", "20", ""] {
      try run.evaluate.expect(
        ["--checkpoint", name], fails: 66,
        """
        error: '\(archive)' has no checkpoint '\(name)'; it has e001 to e002, which 'evaluate \
        --list' lists, or say first, last, best or all
        """)
    }
  }

  @Test func otherFilesAreRefused() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    let good = try run.bytes("data/mnist.safetensors")
    try run.write(Array("hello, this is text".utf8), to: "data/mnist.safetensors")
    let result = try run.evaluate.run()
    #expect(result.status == 65)
    #expect(
      result.errors.hasPrefix("error: 'data/mnist.safetensors' is not a safetensors file: "))
    var damaged = good
    damaged[damaged.count - 1] ^= 1
    try run.write(damaged, to: "data/mnist.safetensors")
    try run.evaluate.expect(
      fails: 65,
      """
      error: tensor store 'data/mnist.safetensors' is damaged: its checksum differs; run 'ingest' \
      to rebuild it
      """)
    try run.write(good, to: archive)
    try run.evaluate.expect(
      fails: 65,
      "error: '\(archive)' is not a checkpoint archive; give the run folder that 'train' made")
  }

  @Test func damagedEpochIsRefusedAndTheOthersAreDone() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3], judge: true)
    try run.damageEpoch(at: 1)
    let damage = """
      error: '\(archive)': checkpoint e002 is damaged: the checksum of generator.safetensors \
      differs; restore the file from a backup, or let 'train --repair' compute what is damaged again

      """
    let named = try run.evaluate.run(["--checkpoint", "e002"])
    #expect(named.status == 65)
    #expect(named.output == "" && named.errors == damage)
    let all = try run.evaluate.run(["--checkpoint", "all"])
    #expect(all.status == 65)
    #expect(
      all.lines.map { $0.prefix(10) }
        == [
          "checkpoint", "e001      ", "e003      ", "training i", "without cl", "blurred   ",
          "uniform no", "checkpoint", "e001      ", "e003      ", "50 test im",
        ])
    #expect(
      all.errors == "evaluated 2 of 3 checkpoints, wrote runs/mnist/evaluation.jsonl\n" + damage)
    #expect(try run.evaluate.run(["--checkpoint", "e001"]).status == 0)
  }

  @Test func damagedLastEpochIsLeftOutWithAWarning() throws {
    let run = try TemporaryRun(epochs: [1, 2], judge: true)
    try run.damageEpoch(at: 1)
    let warning =
      """
      warning: '\(archive)' is damaged in e002; that is left out, the other epochs are used; let \
      'train --repair' compute what is damaged again

      """
    let last = try run.evaluate.run()
    #expect(last.status == 0)
    #expect(last.lines.dropFirst().first?.hasPrefix("e001") == true)
    #expect(last.errors.hasPrefix(warning))
    #expect(try run.evaluate.run(["--checkpoint", "all"]).status == 65)
    try run.evaluate.expect(
      ["--checkpoint", "e002", "--quiet"], fails: 65,
      """
      error: '\(archive)': checkpoint e002 is damaged: its checksums differ; restore the file from \
      a backup, or let 'train --repair' compute what is damaged again
      """)
  }

  @Test func unfinishedEpochIsOnlyAWarning() throws {
    let run = try TemporaryRun(epochs: [1, 2], judge: true)
    try run.write(run.bytes(archive).dropLast(100_000), to: archive)
    let result = try run.evaluate.run(["--checkpoint", "all"])
    #expect(result.status == 0)
    #expect(result.lines.count == 9)
    #expect(
      result.errors.hasPrefix(
        "warning: '\(archive)' ends in an unfinished epoch, which is left out\n"))
  }

  @Test func usageIsCheckedBeforeAnyWork() throws {
    let run = try TemporaryRun()
    let complaints = [
      (
        ["--threads", "0"],
        "--threads is '0', which is not a number of threads in 1...64; correct "
          + "it, or leave it out to use every core"
      ),
      (
        ["--threads", "two"],
        "--threads is 'two', which is not a number of threads in 1...64; correct "
          + "it, or leave it out to use every core"
      ),
      (["--samples", "5"], "--samples is '5'; it must be a whole number from 6"),
      (["--samples", "-1"], "--samples is '-1'; it must be a whole number from 6"),
      (["--samples", "many"], "--samples is 'many'; it must be a whole number from 6"),
      (
        ["--seed", "-1"],
        "--seed is '-1'; it must be a whole number from 0 to 18446744073709551615"
      ),
      (["--every", "0"], "--every is '0'; it must be a whole number from 1"),
      (["--every", "1.5"], "--every is '1.5'; it must be a whole number from 1"),
      (
        ["--every", "2", "--checkpoint", "e001"],
        "--every goes with --checkpoint all; leave one of them out"
      ),
      (["--run", ""], "--run is empty; name a folder"),
      (["--data", ""], "--data is empty; name a file"),
      (
        ["--verify", "--samples", "6"],
        "--verify measures nothing; leave out --checkpoint, --every, --samples, --judge, "
          + "--features, --csv and --output"
      ),
      (
        ["--list", "--csv", "a"],
        "--list measures nothing; leave out --checkpoint, --every, --samples, --judge, "
          + "--features, --csv and --output"
      ),
      (
        ["--compare", "a", "b", "--no-judge"],
        "--compare measures nothing; leave out --checkpoint, --every, --samples, --judge, "
          + "--features, and --output"
      ),
      (["--compare", "a"], "--compare takes two runs at least; name them"),
      (["--list", "--verify"], "--list and --verify exclude each other; take one"),
      (
        ["--judge", "a", "--no-judge"],
        "--judge and --no-judge exclude each other; leave one of them out"
      ),
      (["--judge", ""], "--judge is empty; name a file"),
      (["--csv", ""], "--csv is empty; name a file"),
      (
        ["--features", "a", "--every", "2"],
        "--features are of one checkpoint; name it with --checkpoint"
      ),
      (["--features", "a", "--no-judge"], "--features are the judge's; leave out --no-judge"),
    ]
    for (arguments, complaint) in complaints {
      let result = try run.evaluate.run(arguments)
      #expect(result.status == 64)
      #expect(result.errors == "error: \(complaint)\n")
    }
    for value in ["0", "x", "-1", "65", "1.5"] {
      try run.evaluate.expect(
        environment: ["GAN_THREADS": value], fails: 64,
        """
        error: GAN_THREADS is '\(value)', which is not a number of threads in 1...64; correct it, \
        or leave it out to use every core
        """)
    }
  }

  @Test func moreSamplesThanTestImagesAreRefused() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    try run.evaluate.expect(
      ["--samples", "51"], fails: 64,
      "error: --samples is 51, but the store has 50 test images; take at most 50")
  }

  @Test func secondOfTwoAtOnceIsTurnedAway() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    let lock = try FolderLock(folder: run.path + "/runs/mnist", name: ".evaluation.lock")
    let result = try run.evaluate.run()
    withExtendedLifetime(lock) {}
    #expect(result.status == 75)
    #expect(
      result.errors == """
        error: another run (process \(ProcessInfo.processInfo.processIdentifier)) holds \
        'runs/mnist'; wait for it to finish, or use another run folder

        """)
  }

  @Test func trainMayHoldTheRun() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    let lock = try FolderLock(folder: run.path + "/runs/mnist")
    #expect(try run.evaluate.run().status == 0)
    withExtendedLifetime(lock) {}
  }

  @Test func resultThatCannotBeReplacedIsFoundBeforeTheWork() throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    try FileManager.default.createDirectory(
      atPath: run.path + "/runs/mnist/evaluation.jsonl", withIntermediateDirectories: false)
    try run.evaluate.expect(
      fails: 73,
      """
      error: cannot create 'runs/mnist/evaluation.jsonl': Is a directory; check the folder, its \
      permissions and space
      """)
  }

  @Test(arguments: ["output.bias", "conv1.bias"], [Float.nan, .infinity, -.infinity])
  func aNetworkThatIsNotFiniteIsNotJudged(tensor: String, value: Float) throws {
    let run = try TemporaryRun(epochs: [1], judge: true)
    try run.append(epoch: 2, spoiled: tensor, by: value)
    let result = try run.evaluate.run(["--checkpoint", "all", "--json"])
    #expect(result.status == 65)
    #expect(
      result.errors == """
        error: checkpoint e002: tensor '\(tensor)' has numbers that are infinite or none at all, \
        of which nothing can be made; take another checkpoint

        """)
    #expect(result.output.contains("\"failed\":[\"e002\"]"))
  }
}
