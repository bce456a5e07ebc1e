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

      A line an epoch goes to standard error, in the form that --log-format says; --json prints \
      one result at the end.

      With --overwrite, the run that is there stays until the new one has an archived epoch, then \
      its files, evaluation and pictures are replaced. On a terminal it asks first. An interrupted \
      one is continued without --overwrite.

      A warning tells once of each sign that training has collapsed: an epoch in which the \
      discriminator had more than 99 % or fewer than 1 % of all images right, gradients that \
      vanished, samples that became alike. With --on-collapse stop it ends there, once the epoch \
      is durable.

      Exit codes: 0 done, 64 usage, 65 damaged data, 66 input missing, 70 diverged or collapsed, \
      73 and 74 cannot write, 75 another process trains this run, 78 the run was made with other options, \
      129, 130 and 143 stopped by a signal (run the same command to continue).
      """,
    version: toolVersion)

  static func main() { runAsProgram() }

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

  @Option(parsing: .unconditional, help: "What a sign of collapse leads to.")
  var onCollapse = CollapseResponse.warn
  @Option(parsing: .unconditional, help: "The form of the lines an epoch.")
  var logFormat = LogFormat.text

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if repair && overwrite {
      throw ValidationError("--repair keeps the run, --overwrite removes it; leave one of them out")
    }
  }

  func run() throws {
    try reportingErrors {
      let folder = RunFolder(path: runFolder.path)
      try expectNoOutput(of: folder)
      let recipe = try effectiveRecipe(folder)
      if dryRun { try printEffective(recipe) }
      let store = try data.openStore()
      try expectUse(of: store, by: recipe)
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
        if output.json { try printJSON(TrainingResult(untrained: folder, isRepaired: false)) }
        return
      }
      StopRequest.catchSignals()
      let isRepaired =
        try repair && repairArchive(of: folder, store: store, options: recipe.options)
      let trainer = try Trainer(
        folder: folder, store: store, recipe: recipe, threads: threads.count,
        toolVersion: toolVersion, overwrite: overwrite)
      try train(
        trainer, recipe: recipe, folder: folder, images: store.trainImages.count,
        isRepaired: isRepaired)
    }
  }

  /// Refuses an input that training would replace.
  private func expectNoOutput(of folder: RunFolder) throws {
    if folder.outputName(of: data.path) != nil {
      throw InputError.isOutput(option: "--data", path: data.path, run: folder.path)
    }
    // The run's own recipe is read before it is written.
    if let recipe, let name = folder.outputName(of: recipe), name != RunFolder.recipeName {
      throw InputError.isOutput(option: "--recipe", path: recipe, run: folder.path)
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
    return result
  }

  /// Refuses what cannot be trained to its end, and names the recipe where no flag said so.
  private func expectUse(of store: StoreReader, by effective: Recipe) throws {
    do {
      try effective.expectUse(of: store)
    } catch {
      guard let recipe, !overrides.give(anyOf: error.keys) else { throw error }
      throw RecipeError.unusable(path: recipe, reason: error.description)
    }
  }

  private func train(
    _ trainer: Trainer, recipe: Recipe, folder: RunFolder, images: Int, isRepaired: Bool
  ) throws {
    let run = trainer.run
    let lines = ProgressLines(format: logFormat, quiet: output.quiet)
    let before = run.position
    let wasFinished = run.isFinished
    if lines.areForPeople, !wasFinished { try lines.tell(header(run, recipe, images: images)) }
    var report = TrainingReport(
      run: run, epochs: recipe.epochs, batchSize: recipe.options.batchSize, lines: lines)
    let outcome = try trainer.train(
      onCollapse: onCollapse, shouldStop: { StopRequest.signal != nil },
      observe: { try report.show($0) })
    report.clear()
    if output.json {
      try printJSON(
        TrainingResult(
          run, in: folder, trained: run.position.epoch - before.epoch, isRepaired: isRepaired))
    }
    if case .collapsed(let collapse) = outcome {
      throw TrainingError.collapsed(collapse, lastGood: run.lastArchived?.name)
    }
    if case .stopped(let epoch, let step) = outcome, let number = StopRequest.signal {
      let command = overwrite ? "the same command without --overwrite" : "the same command again"
      try lines.warn("stopped after epoch \(epoch), step \(step); run \(command) to continue")
      throw ExitCode(128 + number)
    }
    try lines.tell(
      "\(folder.path) has \(counted(run.position.epoch, "epoch"))"
        + (wasFinished ? ", nothing to do" : ""))
    if lines.areForPeople { try lines.tell("next: evaluate --every 10\(sameFiles)") }
  }

  private func printEffective(_ recipe: Recipe) throws {
    try output.json
      ? printJSON(
        DryRunResult(epochs: recipe.epochs, options: EveryTrainingOption(of: recipe.options)))
      : printResult(String(recipe.yaml.dropLast()))
  }

  /// What is trained, on what and with what.
  private func header(_ run: TrainingRun, _ recipe: Recipe, images: Int) throws -> String {
    """
    training \(runFolder.path) to epoch \(recipe.epochs): \(images) images of \(data.path), \
    \(run.stepsPerEpoch) steps an epoch, batches of \(recipe.options.batchSize); \
    \(try threads.count) threads, \(run.instructionSet) kernels, \
    \(recipe.options.precision.rawValue)
    """
  }

  /// The options that name the same run and store to another stage.
  private var sameFiles: String {
    let given = [("--run", runFolder.given), ("--data", data.given)]
    return given.compactMap { option, path in path.map { " \(option) \(shellWord($0))" } }.joined()
  }
}

extension CollapseResponse: ExpressibleByArgument {}
