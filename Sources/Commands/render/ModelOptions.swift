import ArgumentParser
import CheckpointArchive
import CommandSupport
import DurableFiles
import Exports
import Runs

extension NetworkChoice: ExpressibleByArgument {}

/// Which network goes into a file.
struct ModelOptions: ParsableArguments {
  @OptionGroup var runFolder: RunOptions
  @OptionGroup var selection: CheckpointOption

  @Option(parsing: .unconditional, help: ArgumentHelp("Which network.", valueName: "name"))
  var network = NetworkChoice.generator

  @OptionGroup var generator: GeneratorOptions

  /// Refuses an output that does not fit the format.
  ///
  /// - Throws: `ValidationError`.
  func check(_ output: String?, _ format: ModelFormat, _ what: String) throws {
    try render.check(output, "--output", what, endingIn: [format.suffix])
    if output == standardOutputPath {
      throw ValidationError(
        "--output is '-', but \(what) is a file; name one, or leave the option out")
    }
  }

  /// Writes the network, by default into the run folder.
  ///
  /// - Returns: What was written, and where.
  /// - Throws: As `ModelExport.write`; errors of the archive.
  func write(
    as format: ModelFormat, to output: String?, isQuiet: Bool
  ) throws -> (outcome: ModelExport.Outcome, path: String, checkpoint: CheckpointInfo) {
    let output = output.map(outputPathWithoutLinks)
    let (run, archive, images) = try openRun(
      at: runFolder.path, generators: generator.kind, drawingThere: output == nil,
      check: { _ = try selection.resolve(in: $1, of: $0) })
    printWarning(of: archive, isError: false, quiet: isQuiet)
    let info = try selection.resolve(in: archive, of: run)
    let export = ModelExport(network, as: format, toolVersion: toolVersion)
    let path = output ?? "\(run.models)/\(export.fileName(of: info))"
    return try withExtendedLifetime(images) {
      (try export.write(info, of: archive, to: path), path, info)
    }
  }
}
