import ArgumentParser
import CheckpointArchive
import CommandSupport
import Evaluation
import Runs

struct CheckpointsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoints",
    abstract: "Measure a run's checkpoints: their images, and their discriminators.",
    discussion: """
      Every checkpoint makes as many images as there are test images, from latents that the seed \
      fixes, and is compared with the whole test set. The results are kept in evaluation.jsonl in the \
      run folder, and what is known there is not computed again. The table has the metrics that fit; \
      --json and --csv have all.

        evaluate --checkpoint e050
        evaluate --every 10 --csv metrics.csv

      Below them are images of known quality, as 'evaluate judge' measured them: training images, which \
      no generator should surpass, and worse ones.

      What the numbers mean, and what each misses:
        frechet    distance of the judge's features, as Gaussians, from 0; lower is
                   better. Blind to what mean and covariance do not show.
        kernel +-  distance of the features without bias, about 0 for equal sets;
                   lower is better. Noisy for few images.
        precision  share of images that look real. Blind to what is never drawn.
        recall     share of test images that the generator comes near. A few odd
                   images raise it.
        density    how crowded test images are by generated ones, about 1 for
                   equal sets. Higher where all images are alike.
        coverage   share of test images with a generated one near. Blind to
                   copies.
        score      from 1 to the number of classes: sure of each image, and all
                   classes drawn. Blind to a class of one image.
        missing    classes with less than a tenth of their share.
        copies     share of images nearer to a training image than 99 of 100 test
                   images are; about 1 % without copies. Blind to moved copies.
        right      share of images that the discriminator tells, with the 95 %
                   interval. It swings while the images hardly change.
        AUC        chance that a test image is taken for real rather than a
                   generated one; 0.5 where it can tell neither. Of this
                   discriminator only: other runs have others.
        course     the same of 100 images each: 20 points are no difference.

      Two judges of other seeds differ by several percent on the same images: less than a tenth \
      is no difference. The distances are between features of this judge, and are never comparable \
      with an FID or KID of Inception's.

        evaluate --compare runs/a runs/b
        evaluate --list

      With --gate, the checkpoint passes or not: each metric within the limits that the file gives, and \
      no more than so much worse than the champion's. verdict.json in the run folder has every \
      comparison; exit code 1 means that the gate said no.

        evaluate --gate pipeline/gate.yaml --champion runs/current

      With --verify, it compares every checksum of the archive, the store and the training state \
      instead, and exits with 65 when something is damaged, or of another version.

        evaluate --verify
      """)

  @OptionGroup var runFolder: RunOptions
  @OptionGroup var store: DataOptions
  @OptionGroup var judge: JudgeOptions
  @OptionGroup var selection: CheckpointOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images to generate, at least 6. (default: as many as test images)", valueName: "n"),
    transform: wholeNumber(from: 6))
  var samples: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Key of the latents, 0 or more. (default: 1)", valueName: "n"),
    transform: wholeNumber(in: 0...UInt64.max))
  var seed: UInt64 = 1

  @OptionGroup var generator: GeneratorOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var files: EvaluationFileOptions
  @OptionGroup var gating: GateOptions

  @Flag(help: "Print which checkpoints there are, and which are evaluated.")
  var list = false

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Print the metrics of several runs at the same epochs, from their evaluation.jsonl, and their "
        + "spread where runs differ in the seed only.", valueName: "run"))
  var compare: [String] = []

  @Flag(help: "Compare checksums instead of measuring images.")
  var verify = false

  @OptionGroup var reporting: OutputOptions

  func validate() throws {
    let modes = [
      ("--gate", gating.gate != nil), ("--list", list), ("--compare", !compare.isEmpty),
      ("--verify", verify),
    ].filter(\.1).map(\.0)
    guard let mode = modes.first else { return try files.validate(with: selection, judge) }
    if modes.count > 1 {
      throw ValidationError("\(modes.joined(separator: " and ")) exclude each other; take one")
    }
    if mode == "--gate" { return try gating.validate(with: selection, files) }
    let isTable = mode == "--compare"
    if selection.isGiven || samples != nil || judge.isGiven || files.isGiven(besideTable: isTable) {
      throw ValidationError(
        "\(mode) measures nothing; leave out --checkpoint, --every, --samples, --judge, --features, "
          + (isTable ? "and --output" : "--csv and --output"))
    }
    if compare.count == 1 { throw ValidationError("--compare takes two runs at least; name them") }
  }

  func run() throws {
    try reportingErrors {
      if verify {
        try VerificationReport(verifyRun(RunFolder(path: runFolder.path), dataPath: store.path))
          .print(reporting)
      } else if list {
        let folder = RunFolder(standingAt: runFolder.path)
        let archive = try ArchiveReader(path: folder.archive)
        printWarning(of: archive, isError: false, quiet: reporting.quiet)
        try CheckpointListReport(
          checkpoints: listedCheckpoints(of: archive, evaluation: folder.evaluation)
        ).print(reporting)
      } else if !compare.isEmpty {
        try files.prepareTable()
        let comparison = try RunComparison(of: compare)
        try ComparisonReport(comparison: comparison).print(reporting)
        try files.write(CSVTable(comparison), reporting)
      } else if let gate = gating.gate {
        try ask(gateAt: gate)
      } else {
        try evaluate()
      }
    }
  }

  /// The folder of the run, in which there is what was chosen.
  ///
  /// - Throws: As `selection.resolve`; `InputError.isOutput`.
  func openedFolder() throws -> RunFolder {
    let folder = RunFolder(path: runFolder.path)
    if folder.outputName(of: store.path) != nil {
      throw InputError.isOutput(option: "--data", path: store.path, run: folder.path)
    }
    // Without a run nothing is made, and once it is locked no other takes its place.
    let standing = RunFolder(standingAt: runFolder.path)
    _ = try selection.resolve(in: ArchiveReader(path: standing.archive), of: standing)
    return folder
  }

  /// What measures checkpoints as the options say.
  ///
  /// - Throws: As `Evaluator.init`, and what opening the store and its judge throws.
  func evaluator(threads: Int) throws -> Evaluator {
    let testSet = try store.openStore()
    try Evaluator.expectTestImages(in: testSet)
    return try Evaluator(
      store: testSet, judge: judge.judge(of: testSet, at: store.path), samples: samples,
      seed: seed, threads: threads, toolVersion: toolVersion)
  }

  private func evaluate() throws {
    let threads = try threads.count
    let folder = try openedFolder()
    let evaluator = try evaluator(threads: threads)
    try files.prepare()
    let file = try files.records(of: folder)
    let archive = try ArchiveReader(
      path: RunFolder(standingAt: runFolder.path).archive, generators: generator.kind)
    let isIncomplete = selection.isAll && archive.leavesEpochsOut
    printWarning(of: archive, isError: isIncomplete, quiet: reporting.quiet)
    let infos = try selection.resolve(in: archive, of: folder)
    if file.foreignLineCount > 0, !reporting.quiet {
      printDiagnostic(keptLinesWarning(file.foreignLineCount, in: file.path))
    }
    if file.textLineCount > 0, !reporting.quiet {
      printDiagnostic(droppedLinesWarning(file.textLineCount, in: file.path))
    }
    let outcome = try evaluate(infos, of: archive, with: evaluator, into: file)
    try EvaluationReport(
      outcome: outcome, calibration: evaluator.calibration, path: file.path,
      refusal: file.refusal?.description
    ).print(reporting)
    try files.write(CSVTable(outcome.records), reporting)
    if outcome.failures.isEmpty, let info = infos.first {
      try files.writeFeatures(of: info, in: archive, by: evaluator, reporting)
    }
    for failure in outcome.failures { printDiagnostic("error: \(failure.reason.description)") }
    if !outcome.failures.isEmpty || isIncomplete { throw ExitCode(.badData) }
  }

  /// Evaluates checkpoints of a run, with a bar of progress.
  ///
  /// - Throws: As `EvaluationFile.evaluate`.
  func evaluate(
    _ infos: [CheckpointInfo], of archive: ArchiveReader, with evaluator: Evaluator,
    into file: EvaluationFile
  ) throws -> EvaluationOutcome {
    var bar = ProgressBar(
      total: infos.count, itemsPerStep: evaluator.samples, unit: "images",
      isWanted: !reporting.quiet)
    defer { bar.clear() }
    var done = 0
    // What the test set is takes longer than a checkpoint.
    bar.update(done: done, label: infos.first?.name ?? "")
    return try file.evaluate(infos, of: archive, with: evaluator) { info in
      done += 1
      bar.update(done: done, label: info.name)
    }
  }
}
