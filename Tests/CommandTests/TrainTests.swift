import Foundation
import TestSupport
import Testing

private let folder = "runs/mnist"
private let archive = "runs/mnist/checkpoints.tar"
/// A model and a batch that the 40 images of `makeStore` feed for 5 steps an epoch.
private let small = ["--batch-size", "8", "--latent-dim", "4"]

@Suite struct TrainTests {
  private let run: TemporaryRun

  init() throws {
    run = try TemporaryRun()
    try run.makeStore()
  }

  private let referenceRecipe = """
    epochs: 100
    batch_size: 256
    latent_dim: 100
    learning_rate: 0.0002
    beta1: 0.5
    dropout: 0.4
    discriminator_filters: 64
    discriminator_learning_rate: 0.0
    discriminator_updates: 1
    learning_rate_decay_start: 0
    learning_rate_half_life: 0
    average_half_life: 0
    loss: non_saturating
    label_smoothing: 0.0
    r1: 0.0
    r2: 0.0
    penalty_interval: 1
    seed: 1
    precision: fp32
    keep_every: 1

    """

  @Test func aDryRunPrintsTheRecipeAndMakesNothing() throws {
    try run.makeStore(train: 256)
    let result = try run.train.run(["--dry-run"])
    #expect(result == Program.Finished(status: 0, output: referenceRecipe, errors: ""))
    #expect(try run.names(in: folder).isEmpty)
  }

  @Test func aDryRunMakesTheChecksOfTraining() throws {
    let result = try run.train.run(["--dry-run"])
    #expect(result.status == 64 && result.output == referenceRecipe)
    #expect(
      result.errors
        == """
        error: a batch of 256 is more than the 40 training images; use a smaller --batch-size

        """)
    #expect(try run.train.run(["--dry-run", "--data", "none"]).status == 66)
    try run.write([1, 2, 3], to: "\(folder)/state.safetensors")
    #expect(try run.train.run(small + ["--dry-run"]).status == 65)
    #expect(try run.names(in: folder) == ["state.safetensors"])
  }

  @Test func aRunWithoutItsRecipeHasTheOptionsOfItsStateOrArchive() throws {
    #expect(try run.train.run(small + ["--epochs", "2", "--quiet"]) == .quietly)
    for lost in ["config.yaml", "state.safetensors"] {
      try FileManager.default.removeItem(atPath: "\(run.path)/\(folder)/\(lost)")
      let result = try run.train.run(["--dry-run", "--epochs", "2"])
      #expect(result.lines.prefix(3) == ["epochs: 2", "batch_size: 8", "latent_dim: 4"])
      #expect(result.status == 0)
    }
  }

  @Test func overwritingTellsWhatGoesAndIsContinuedWithoutIt() throws {
    #expect(try run.train.run(small + ["--epochs", "2", "--quiet"]) == .quietly)
    let old = try run.bytes(archive)
    let other = small + ["--seed", "2", "--epochs", "3000", "--keep-every", "3000"]
    func stopped(_ arguments: [String], when isReached: (RunningProgram) throws -> Bool) throws
      -> [Substring]
    {
      let training = try run.train.start(arguments)
      let deadline = Date(timeIntervalSinceNow: 120)
      while try !isReached(training) {
        try #require(Date() < deadline, "not reached in two minutes")
        usleep(10_000)
      }
      training.send(SIGTERM)
      let result = try training.finish()
      #expect(result.status == 143)
      return result.errors.split(separator: "\n")
    }
    let begun = "\(run.path)/\(folder)/.new/train.jsonl"
    let first = try stopped(other + ["--overwrite"]) { _ in
      FileManager.default.fileExists(atPath: begun)
    }
    #expect(
      first.first == """
        replacing the run in 'runs/mnist' once the new one has an archived epoch: 2 epochs, 0.0 h \
        of training
        """)
    #expect(first.last?.hasSuffix("run the same command without --overwrite to continue") == true)
    let second = try stopped(other) { try $0.errors().contains("continuing after epoch") }
    #expect(
      second.first == """
        going on with the run in 'runs/mnist/.new', which replaces the older one once it has an \
        archived epoch; to keep that, remove 'runs/mnist/.new'
        """)
    #expect(second.last?.hasSuffix("run the same command again to continue") == true)
    #expect(try run.bytes(archive) == old)
  }

  @Test func flagsComeBeforeTheRecipe() throws {
    try run.makeStore(train: 256)
    try run.write("epochs: 3\nseed: 9\n".utf8, to: "my.yaml")
    let result = try run.train.run(["--dry-run", "--recipe", "my.yaml", "--seed", "7"])
    let expected = referenceRecipe.replacingOccurrences(of: "epochs: 100", with: "epochs: 3")
      .replacingOccurrences(of: "seed: 1", with: "seed: 7")
    #expect(result == Program.Finished(status: 0, output: expected, errors: ""))
  }

  @Test func theRecipeOfTheRunComesBeforeTheReference() throws {
    try run.makeStore(train: 256)
    try run.write("epochs: 3\nbatch_size: 8\n".utf8, to: "\(folder)/config.yaml")
    let own = try run.train.run(["--dry-run"])
    #expect(own.lines.prefix(2) == ["epochs: 3", "batch_size: 8"])
    #expect(try run.train.run(["--dry-run", "--overwrite"]).output == referenceRecipe)
  }

  @Test func theLogHasALineAnEpoch() throws {
    let result = try run.train.run(small + ["--epochs", "2"])
    #expect(result.status == 0)
    let log = String(decoding: try run.bytes("\(folder)/train.jsonl"), as: UTF8.self)
    let records = try log.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(records.map { $0["epoch"] as? Int } == [1, 2])
    #expect(records.map { $0["step"] as? Int } == [5, 10])
    for record in records {
      #expect(
        record.keys.sorted() == [
          "accuracy_fake", "accuracy_real", "discriminator_loss", "epoch", "format_version",
          "generator_loss", "gradient_norm_discriminator", "gradient_norm_discriminator_largest",
          "gradient_norm_generator", "gradient_norm_generator_largest", "images_per_second",
          "sample_deviation", "sample_mean", "saturated_pixels", "seconds", "step",
        ])
    }
  }

  @Test func aLineAnEpochGoesToTheDiagnostics() throws {
    let result = try run.train.run(small + ["--epochs", "1"])
    #expect(result.status == 0 && result.output.isEmpty)
    let number = #"\d+\.\d"#
    let line = """
      e001/1  loss D \(number){4} G \(number){4}  accuracy real \(number) % fake \(number) %\
        \\d+ images/s  \(number) s
      runs/mnist has 1 epoch

      """
    #expect(result.errors.wholeMatch(of: try Regex(line)) != nil, "\(result.errors)")
  }

  @Test func aFinishedRunHasNothingToDo() throws {
    #expect(try run.train.run(small + ["--epochs", "1", "--quiet"]) == .quietly)
    let names = try run.names(in: folder)
    #expect(names == ["checkpoints.tar", "config.yaml", "state.safetensors", "train.jsonl"])
    let files = try names.map { try run.fileNumber("\(folder)/\($0)") }
    let again = try run.train.run()
    #expect(
      again
        == Program.Finished(
          status: 0, output: "", errors: "runs/mnist has 1 epoch, nothing to do\n"))
    #expect(try run.names(in: folder) == names)
    #expect(try names.map { try run.fileNumber("\(folder)/\($0)") } == files)
  }

  @Test func aStoppedRunContinuesToTheSameBytes() throws {
    let training = try run.train.start(small + ["--epochs", "1000", "--quiet"])
    try waitForAnEpoch()
    training.send(SIGTERM)
    let stopped = try training.finish()
    #expect(stopped.status == 143 && stopped.output.isEmpty)
    let line = #/stopped (after epoch (\d+), step \d); run the same command again to continue\n/#
    let place = try #require(stopped.errors.wholeMatch(of: line)).output
    let epochs = try #require(Int(place.2)) + 1

    let continued = try run.train.run(["--epochs", "\(epochs)"])
    #expect(continued.status == 0)
    #expect(continued.errors.hasPrefix("continuing \(place.1)\n"), "\(continued.errors)")
    let whole = ["--run", "runs/whole", "--epochs", "\(epochs)", "--quiet"]
    #expect(try run.train.run(small + whole) == .quietly)
    #expect(try run.bytes(archive) == run.bytes("runs/whole/checkpoints.tar"))
  }

  private func waitForAnEpoch() throws {
    let deadline = Date(timeIntervalSinceNow: 120)
    while !FileManager.default.fileExists(atPath: "\(run.path)/\(folder)/train.jsonl") {
      try #require(Date() < deadline, "no epoch in two minutes")
      usleep(10_000)
    }
  }

  /// The shell sends SIGHUP to its jobs, and the kernel to the foreground when the shell has ended.
  @Test func aTerminalThatClosesSavesTheState() throws {
    let training = try run.train.start(small + ["--epochs", "1000", "--quiet"])
    try waitForAnEpoch()
    for _ in 0..<2 { training.send(SIGHUP) }
    let stopped = try training.finish()
    #expect(stopped.status == 129)
    let line = #/stopped (after epoch (\d+), step \d); run the same command again to continue\n/#
    let place = try #require(stopped.errors.wholeMatch(of: line)).output
    let epochs = try #require(Int(place.2)) + 1
    #expect(
      try run.train.run(["--epochs", "\(epochs)"]).errors.hasPrefix("continuing \(place.1)\n"))
  }

  /// As `nohup` starts it.
  @Test func anIgnoredSIGHUPStaysIgnored() throws {
    let training = try run.train.startShell(
      "trap '' HUP; exec \"$0\" \"$@\"", small + ["--epochs", "1000", "--quiet"])
    try waitForAnEpoch()
    training.send(SIGHUP)
    usleep(200_000)
    training.send(SIGTERM)
    #expect(try training.finish().status == 143)
  }
}
