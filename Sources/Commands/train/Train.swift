import AdversarialTraining
import ArgumentParser
import CommandSupport
import Experiment
import Recipes
import Runs
import TensorStore

@main
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train the networks on a tensor store and archive a checkpoint per epoch.",
    discussion: """
      Creates the run folder, or continues it up to --epochs; a run that was interrupted continues \
      bit for bit. Flags come before the recipe, the recipe before the run's own config.yaml, \
      that before the reference experiment.

        train --recipe pipeline/mnist.yaml
        train --run runs/short --epochs 3 --seed 7

      With --repair, epochs that are damaged in the archive are computed again from the start of \
      the run and written back in their places; whole ones must come out the same, else nothing \
      more is written (78).

        train --run runs/short --repair

      With --overwrite, the run that is there stays until the new one has an archived epoch, then \
      its files, evaluation and pictures are replaced. On a terminal it asks first. An interrupted \
      one is continued without --overwrite.

      Exit codes: 0 done, 64 usage, 65 damaged data, 66 input missing, 70 diverged, 73 and 74 \
      cannot write, 75 another process trains this run, 78 the run was made with other options, \
      130 and 143 stopped by a signal (run the same command to continue).
      """,
    version: toolVersion)

  @OptionGroup var data: DataOptions
  @OptionGroup var runFolder: RunOptions
  @Option(help: "A recipe in YAML: options by name, such as 'batch_size: 256'.")
  var recipe: String?

  @OptionGroup(title: "Training") var overrides: RecipeOverrides

  @OptionGroup var threads: ThreadOptions
  @Flag(help: "Start again: a new run takes the place of this one.")
  var overwrite = false
  @Flag(
    help: "Compute damaged epochs of the archive again and write them back, then train as usual.")
  var repair = false
  @Flag(help: "Print the effective recipe, make every check that training makes, and stop.")
  var dryRun = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if repair && overwrite {
      throw ValidationError("--repair keeps the run, --overwrite removes it; leave one of them out")
    }
  }

  func run() throws {
    try reportingErrors {
      let folder = RunFolder(path: runFolder.path)
      let recipe = try effectiveRecipe(folder)
      if dryRun { try printResult(String(recipe.yaml.dropLast())) }
      let store = try StoreReader(path: data.path)
      let overwriting = overwrite ? Overwriting(folder) : nil
      if dryRun || overwriting != nil {
        // What cannot be trained is said before it is asked what may be replaced.
        try Trainer.check(
          folder: folder, store: store, recipe: recipe, threads: threads.count,
          toolVersion: toolVersion, overwrite: overwrite)
      }
      if dryRun { return }
      if let overwriting, !overwriting.isAgreed(quiet: output.quiet) {
        printDiagnostic("kept")
        return
      }
      StopRequest.catchSignals()
      if repair { try repairArchive(of: folder, store: store, options: recipe.options) }
      let trainer = try Trainer(
        folder: folder, store: store, recipe: recipe, threads: threads.count,
        toolVersion: toolVersion, overwrite: overwrite)
      try train(trainer, recipe: recipe, folder: folder)
    }
  }

  /// Flags over the recipe, or else over the run's own, or else over the reference experiment.
  private func effectiveRecipe(_ folder: RunFolder) throws -> Recipe {
    var result = Recipe()
    if let recipe {
      result = try Recipe(path: recipe)
    } else if !overwrite, let own = try Recipe(ofRunIn: folder) {
      result = own
    }
    try overrides.apply(to: &result)
    try result.validate()
    return result
  }

  private func train(_ trainer: Trainer, recipe: Recipe, folder: RunFolder) throws {
    var report = TrainingReport(recipe: recipe, run: trainer.run, output: output)
    let wasFinished = trainer.run.isFinished
    let outcome = try trainer.train(
      shouldStop: { StopRequest.signal != nil }, observe: { try report.show($0) })
    report.clear()
    guard case .stopped(let epoch, let step) = outcome, let number = StopRequest.signal else {
      report.note(
        "\(folder.path) has \(trainer.run.position.epoch) epochs"
          + (wasFinished ? ", nothing to do" : ""))
      return
    }
    let command = overwrite ? "the same command without --overwrite" : "the same command again"
    printDiagnostic("stopped after epoch \(epoch), step \(step); run \(command) to continue")
    throw ExitCode(128 + number)
  }
}
