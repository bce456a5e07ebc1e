import Experiment
import TestSupport
import Testing

/// The table of options as `train` shows and takes it.
@Suite struct TrainOptionTests {
  @Test func everyKeyOfTheRecipeHasAFlag() throws {
    let run = try TemporaryRun()
    let help = try run.train.run(["--help"]).output
    for (key, _) in Recipe().fields {
      let flag = "--" + key.replacing("_", with: "-")
      #expect(help.contains("\(flag) <"), "\(flag)")
      let result = try run.train.run(["--dry-run", flag, "no such value"])
      #expect(result.status == 64)
      #expect(result.errors.hasPrefix("error: \(flag) is 'no such value', which is not "))
      #expect(result.errors.hasSuffix("; correct it\n"))
    }
  }

  @Test func flagsAndRecipesGiveTheSameRangeErrors() throws {
    let run = try TemporaryRun()
    for (key, value, range) in [
      ("epochs", "0", "a number in 1...100000"), ("batch_size", "7", "an even number in 2...4096"),
      ("dropout", "1.0", "at least 0 and below 1"),
      ("discriminator_filters", "96", "64, 128 or 256"),
      ("discriminator_learning_rate", "-0.1", "at least 0 and at most 1"),
      ("discriminator_updates", "0", "a number in 1...16"),
      ("learning_rate_decay_start", "-1", "a number in 0...100000"),
      ("learning_rate_half_life", "100001", "a number in 0...100000"),
      ("average_half_life", "-1", "a number in 0...1000000000"),
      ("label_smoothing", "0.5", "at least 0 and below 0.5"),
      ("r1", "-1.0", "at least 0 and at most 1000000"),
      ("penalty_interval", "0", "a number in 1...1000"),
    ] {
      let words = "is \(value), but must be \(range)\n"
      let flag = "--" + key.replacing("_", with: "-")
      #expect(
        try run.train.run(["--dry-run", flag, value])
          == Program.Finished(status: 64, output: "", errors: "error: \(flag) \(words)"))
      try run.write(Array("\(key): \(value)\n".utf8), to: "recipe.yaml")
      #expect(
        try run.train.run(["--dry-run", "--recipe", "recipe.yaml"])
          == Program.Finished(
            status: 65, output: "", errors: "error: recipe 'recipe.yaml': \(key) \(words)"))
    }
  }
}
