import ArgumentParser
import CommandSupport
import Drawing
import DurableFiles
import Reports

extension RunCurves.Format: ExpressibleByArgument {}

struct CurvesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curves",
    abstract: "Read the logs of runs and draw their losses, accuracies and metrics over epochs.",
    discussion: """
      Draws a chart for each number that train.jsonl and evaluation.jsonl have, and a line in it for \
      each run. Where the judge of the data lies beside the store, the charts of metrics show what \
      written digits score.

        render curves
        render curves --run runs/a --run runs/b --output both.png
      """)

  @OptionGroup var runFolders: RunsOptions
  @OptionGroup var store: DataOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What to write. (default: what the suffix of --output says, else svg)", valueName: "name"))
  var format: RunCurves.Format?

  @Option(
    help: ArgumentHelp(
      "The file; - for standard output. (default: images/curves.svg in the run folder, or curves.png)",
      valueName: "path"))
  var output: String?

  @OptionGroup var reporting: OutputOptions

  func validate() throws {
    try check(output, "--output")
    try checkStandardOutput([output], isJSON: reporting.json)
    try runFolders.check(hasOutput: output != nil)
    _ = try chosenFormat
  }

  func run() throws {
    try reportingErrors {
      let format = try chosenFormat
      let output = output.map(outputPathWithoutLinks)
      let compared = try ComparedRuns(runFolders, drawingThere: output == nil)
      compared.printWarnings(quiet: reporting.quiet)
      let curves = try RunCurves(
        of: compared.runs.map(\.history), judge: store.inputsThatExist().judge)
      let path = output ?? compared.runs[0].folder.curves(suffix: format.rawValue)
      if path == standardOutputPath {
        _ = try writeResult(curves.bytes(as: format, toolVersion: toolVersion))
        return
      }
      try prepareOutput(at: path, as: format == .svg ? .svg : .png)
      let bytes = try curves.bytes(as: format, toolVersion: toolVersion)
      var outcome = DrawingOutcome()
      try withExtendedLifetime(compared) { try outcome.replaceFile(at: path, contents: bytes) }
      try report(outcome, reporting)
    }
  }

  /// What `--format` and the suffix of `--output` agree on.
  ///
  /// - Throws: `ValidationError` when they do not.
  private var chosenFormat: RunCurves.Format {
    get throws {
      let name = output.map(folderName) ?? ""
      let suffix = name.lastIndex(of: ".").map { name[$0...].dropFirst().lowercased() }
      guard let suffix, !suffix.isEmpty else { return format ?? .svg }
      guard let named = RunCurves.Format(rawValue: suffix), format == nil || format == named else {
        throw ValidationError(
          "--output is '\(name)', which is no name of \(format.map { "an \($0.rawValue)" } ?? "an svg or png"); let it end in .\(format?.rawValue ?? "svg or .png")"
        )
      }
      return named
    }
  }
}
