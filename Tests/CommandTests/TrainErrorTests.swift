import DurableFiles
import Foundation
import TestSupport
import Testing

private let folder = "runs/mnist"

@Suite struct TrainErrorTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  @Test func usageErrorsAreFoundBeforeAnyWork() throws {
    for (arguments, problem) in [
      (["--epoch", "3"], "unknown option '--epoch', did you mean '--epochs'? See 'train --help'"),
      (["--lr", "1"], "unknown option '--lr', did you mean '--learning-rate'? See 'train --help'"),
      (
        ["--batch", "8"],
        "unknown option '--batch', did you mean '--batch-size'? See 'train --help'"
      ),
      (["--size", "8"], "unknown option '--size'; see 'train --help'"),
      (["-epochs", "3"], "unknown option '-epochs'; options begin with two dashes: '--epochs'"),
      (["runs/other"], "unexpected argument 'runs/other'; see 'train --help'"),
      (["--run"], "missing value for '--run <folder>'; see 'train --help'"),
      (
        ["--quiet=1"],
        "the option '--quiet' does not take any value, but '1' was specified; see 'train --help'"
      ),
      (["--log-format", "xml"], "--log-format is 'xml'; it must be text or json"),
      (["--log-format", "-1"], "--log-format is '-1'; it must be text or json"),
      (
        ["--threads", "0"],
        "--threads is '0', which is not a number of threads in 1...64; correct it, or leave it out to "
          + "use every core"
      ),
    ] {
      try run.train.expect(arguments, fails: 64, "error: \(problem)")
    }
    #expect(try run.names(in: folder).isEmpty)
  }

  @Test func kernelsOfOtherNumbersAreRefused() throws {
    try run.makeStore()
    let finished = try run.train.run(
      ["--precision", "bf16", "--batch-size", "8"], environment: ["GAN_KERNELS": "portable"])
    #expect(finished.status == 64)
    #expect(
      finished.errors.contains(
        "error: the kernels 'portable' of GAN_KERNELS multiply float32 numbers; use --precision fp32"
      ))
  }

  @Test(arguments: [
    ("--epochs", "0", "is 0, but must be a number in 1...100000"),
    ("--epochs", "-1", "is -1, but must be a number in 1...100000"),
    ("--batch-size", "3", "is 3, but must be an even number in 2...4096"),
    ("--latent-dim", "5000", "is 5000, but must be a number in 1...4096"),
    ("--learning-rate", "2", "is 2.0, but must be above 0 and at most 1"),
    ("--learning-rate", "-0.1", "is -0.1, but must be above 0 and at most 1"),
    ("--beta1", "1", "is 1.0, but must be at least 0 and below 1"),
    ("--dropout", "nan", "is nan, but must be at least 0 and below 1"),
    ("--keep-every", "0", "is 0, but must be a number in 1...1000000"),
    ("--seed", "-1", "is -1, but must be a number in 0...18446744073709551615"),
    (
      "--seed", "20000000000000000000",
      "is 20000000000000000000, but must be a number in 0...18446744073709551615"
    ),
    ("--epochs", "--quiet", "is '--quiet', which is not a whole number; correct it"),
    (
      "--dropout", "0.99999999",
      "is 0.99999999, which rounds away in the 32 bits of the arithmetic; the nearest that does not is 0.99999994"
    ),
  ])
  func valuesOutOfRangeAreNamedWithTheirRange(
    option: String, value: String, message: String
  ) throws {
    try run.train.expect([option, value], fails: 64, "error: \(option) \(message)")
    #expect(try run.names(in: folder).isEmpty)
  }

  @Test(arguments: [
    (
      "batch_sizes: 3",
      """
      recipe 'my.yaml': unknown key 'batch_sizes'; the keys are epochs, batch_size, latent_dim, \
      learning_rate, beta1, dropout, discriminator_filters, discriminator_learning_rate, \
      discriminator_updates, learning_rate_decay_start, learning_rate_half_life, \
      average_half_life, loss, label_smoothing, r1, r2, penalty_interval, seed, precision, keep_every
      """
    ),
    (
      "batch_size: many",
      "recipe 'my.yaml': batch_size is 'many', which is not a whole number; correct it"
    ),
    ("batch_size: 3", "recipe 'my.yaml': batch_size is 3, but must be an even number in 2...4096"),
    ("epochs: 3\nepochs: 4", "recipe 'my.yaml': 'epochs' appears twice; keep one of the lines"),
    (
      "epochs: 3\nseed: [1\n",
      "'my.yaml' is not a recipe: line 3 cannot be read; write one 'key: value' a line"
    ),
    (
      "\u{0}",
      "'my.yaml' is not a recipe: it is not text; write one 'key: value' a line"
    ),
    (
      "- epochs",
      """
      'my.yaml' is not a recipe: it is not a list of keys and values; write one 'key: value' a line
      """
    ),
  ])
  func aFileThatIsNoRecipeIsRefused(recipe: String, message: String) throws {
    try run.write(recipe.utf8, to: "my.yaml")
    try run.train.expect(["--recipe", "my.yaml"], fails: 65, "error: \(message)")
    #expect(try run.names(in: folder).isEmpty)
  }

  @Test func whatTheRecipeSaysIsItsFault() throws {
    try run.makeStore()
    try run.write("batch_size: 1024\n".utf8, to: "my.yaml")
    try run.train.expect(
      ["--recipe", "my.yaml"], fails: 65,
      """
      error: recipe 'my.yaml': a batch of 1024 is more than the 40 training images; use a smaller \
      --batch-size
      """)
    try run.train.expect(
      ["--recipe", "my.yaml", "--batch-size", "256"], fails: 64,
      "error: a batch of 256 is more than the 40 training images; use a smaller --batch-size")
    #expect(try run.names(in: folder).isEmpty)
  }

  @Test(arguments: ["state.safetensors", ".new/train.jsonl", "evaluation.jsonl"])
  func theDataIsNoFileThatTrainingReplaces(name: String) throws {
    try run.makeStore()
    let place = "\(folder)/\(name)"
    try FileManager.default.createDirectory(
      atPath: "\(run.path)/\(folder)/.new", withIntermediateDirectories: true)
    try FileManager.default.moveItem(
      atPath: "\(run.path)/data/mnist.safetensors", toPath: "\(run.path)/\(place)")
    try FileManager.default.createSymbolicLink(
      atPath: "\(run.path)/link", withDestinationPath: place)
    let before = (try run.fileNumber(place), try run.bytes(place))
    for path in [place, "link", "./\(place)"] {
      let problem = """
        error: --data is '\(path)', where a file of the run 'runs/mnist' belongs that would replace it; \
        move it away first
        """
      for more in [[], ["--overwrite"], ["--dry-run"]] {
        let options = ["--data", path, "--batch-size", "8", "--epochs", "1"]
        try run.train.expect(options + more, fails: 64, problem)
      }
      try run.evaluate.expect(["--data", path], fails: 64, problem)
    }
    #expect(try (run.fileNumber(place), run.bytes(place)) == before)
  }

  @Test func theRecipeIsNoFileThatTrainingReplacesButItsOwn() throws {
    try run.makeStore()
    let text = "epochs: 1\nbatch_size: 8\nlatent_dim: 4\n"
    for name in ["train.jsonl", "checkpoints.tar"] {
      let path = "\(folder)/\(name)"
      try run.write(text.utf8, to: path)
      try run.train.expect(
        ["--recipe", path, "--overwrite"], fails: 64,
        """
        error: --recipe is '\(path)', where a file of the run 'runs/mnist' belongs that would replace \
        it; move it away first
        """)
      try FileManager.default.removeItem(atPath: "\(run.path)/\(path)")
    }
    let own = "\(folder)/config.yaml"
    try run.write((text + "seed: 7\n").utf8, to: own)
    let options = ["--recipe", own, "--overwrite", "--quiet"]
    #expect(try run.train.run(options) == .quietly)
    #expect(String(decoding: try run.bytes(own), as: UTF8.self).contains("seed: 7\n"))
  }

  @Test func missingFilesAreNamed() throws {
    try run.train.expect(
      [], fails: 66,
      """
      error: there is no tensor store 'data/mnist.safetensors'; run 'ingest' to make it, or name another \
      with --data
      """
    )
    try run.train.expect(
      ["--recipe", "none.yaml"], fails: 66, "error: 'none.yaml' does not exist; check the path")
    #expect(try run.names(in: folder).isEmpty)
  }

  @Test func whatDoesNotFitTheDataOrTheEpochsIsRefused() throws {
    try run.makeStore()
    try run.train.expect(
      [], fails: 64,
      "error: a batch of 256 is more than the 40 training images; use a smaller --batch-size")
    try run.train.expect(
      ["--batch-size", "8", "--epochs", "3", "--keep-every", "2"], fails: 64,
      """
      error: of 3 epochs those that 2 divides would be archived, and the last is none of them; choose \
      --epochs and --keep-every that fit
      """)
    #expect(try run.names(in: folder).isEmpty)
  }

  @Test func aRunThatAnotherProcessTrainsIsLeftAlone() throws {
    try run.makeStore()
    let lock = try FolderLock(folder: "\(run.path)/\(folder)")
    try withExtendedLifetime(lock) {
      try run.train.expect(
        ["--batch-size", "8"], fails: 75,
        """
        error: another run (process \(getpid())) holds 'runs/mnist'; wait for it to finish, or use \
        another run folder
        """)
    }
    #expect(try run.names(in: folder).isEmpty)
  }

  @Test func otherOptionsThanTheRunsAreNamedAndNothingChanges() throws {
    try run.makeStore()
    let small = ["--batch-size", "8", "--latent-dim", "4", "--epochs", "1", "--quiet"]
    #expect(try run.train.run(small) == .quietly)
    let names = try run.names(in: folder)
    let before = try names.map { try run.bytes("\(folder)/\($0)") }
    try run.train.expect(
      ["--batch-size", "16", "--seed", "9"], fails: 78,
      """
      error: run 'runs/mnist' was made with other options (batch_size: 8 in the run, 16 here; seed: \
      1 in the run, 9 here); use the run's own, another --run, or --overwrite to start again
      """)
    #expect(try run.names(in: folder) == names)
    #expect(try names.map { try run.bytes("\(folder)/\($0)") } == before)
    let again = small.map { $0 == "8" ? "16" : $0 } + ["--overwrite"]
    #expect(try run.train.run(again) == .quietly)
  }
}
