import ArgumentParser
import CheckpointArchive
import CommandSupport
import Drawing
import DurableFiles
import Runs

struct SamplesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "samples",
    abstract: "Read a checkpoint and write many generated digits, for programs that measure them.",
    discussion: """
      As data is, and not as pictures are: a digit is 28x28 numbers from 0, the background, to 255. The \
      name of the output decides: .npy and .npz give one array [count, 28, 28], which numpy.load reads, \
      any other a folder of PNG files, which torch-fidelity reads. Digits are made piece by piece, so \
      memory sets no limit.

        render samples --count 10000
        render samples --count 50000 --seed 7 --output samples.npz
        render samples --count 1000 --truncation 0.7 --float --output samples.npy
      """)

  @OptionGroup var runFolder: RunOptions
  @OptionGroup var selection: CheckpointOption

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Digits, 1 to 10000000.", valueName: "n"),
    transform: wholeNumber(in: SampleSet.countRange))
  var count: Int

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Key of the latents: the first digits are those of 'grid'. (default: 1)", valueName: "n"),
    transform: wholeNumber(in: 0...UInt64.max))
  var seed = Latents.defaultSeed

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw latents again that are further from 0, 0.1 to 10: fewer broken digits, less variety. "
        + "(default: none)", valueName: "x"),
    transform: truncationLimit)
  var truncation: Float?

  @Flag(help: "Write float32 from 0 to 1, as exact as they are made, into the .npy or .npz file.")
  var float = false

  @Option(
    help: ArgumentHelp(
      "A .npy or .npz file or a folder. (default: samples/e050_10000 in the run folder, with the name "
        + "of the checkpoint and what was asked for)", valueName: "path"))
  var output: String?

  @OptionGroup var generator: GeneratorOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var reporting: OutputOptions

  private var container: SampleFile.Container? {
    output.flatMap(suffix).flatMap(SampleFile.Container.init)
  }

  func validate() throws {
    if output == standardOutputPath {
      throw ValidationError(
        "samples do not go to standard output; name a folder or an array with --output")
    }
    try check(
      output, "--output", "a folder or an array",
      endingIn: SampleFile.Container.allCases.map(\.rawValue))
    if float && container == nil {
      throw ValidationError("--float goes with an --output in .npy or .npz; PNG files have bytes")
    }
  }

  func run() throws {
    try reportingErrors {
      let output = output.map(outputPathWithoutLinks)
      let run = RunFolder(standingAt: runFolder.path)
      let archive = try ArchiveReader(path: run.archive, generators: generator.kind)
      printWarning(of: archive, isError: false, quiet: reporting.quiet)
      let info = try selection.resolve(in: archive, of: run)
      let set = SampleSet(count: count, seed: seed, truncation: truncation)
      let path = output ?? run.samples(of: info, variant: set.nameSuffix)
      StopRequest.catchSignals()
      var bar = ProgressBar(
        total: count, itemsPerStep: 1, unit: "images", isWanted: !reporting.quiet)
      defer { bar.clear() }
      let threads = try threads.count
      func shown(_ done: Int) throws {
        bar.update(done: done, label: info.name)
        if StopRequest.signal != nil || isSignalWaiting { throw Stopped() }
      }
      do {
        var isWritten = true
        if let container {
          try SampleFile(container, isFloat: float).write(
            set, of: info, in: archive, threads: threads, to: path, progress: shown)
        } else {
          isWritten = try SampleFolder(path: path, toolVersion: toolVersion).write(
            set, of: info, in: archive, threads: threads, progress: shown)
        }
        bar.clear()
        try report(DrawingOutcome(path, isWritten: isWritten), reporting)
      } catch is Stopped {
        bar.clear()
        printDiagnostic("stopped before the samples were whole; run the same command again")
        throw ExitCode(128 + (StopRequest.signal ?? 0))
      }
    }
  }
}

/// A signal asked to stop.
private struct Stopped: Error {}

/// Reads where latents are cut off.
///
/// - Throws: `ValidationError`.
@Sendable private func truncationLimit(_ text: String) throws -> Float {
  let range = SampleSet.truncationRange
  guard let value = Float(text), range.contains(value) else {
    throw ValidationError("it must be a number from \(range.lowerBound) to \(range.upperBound)")
  }
  return value
}
