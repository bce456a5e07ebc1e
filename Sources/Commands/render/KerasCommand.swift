import ArgumentParser
import CommandSupport
import Exports

struct KerasCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keras",
    abstract: "Read a checkpoint and write the weights of one of its networks for Keras.",
    discussion: """
      Writes an npz file with Keras's order and layouts, and prints a program in Python that makes \
      the network and opens it. It takes the packages keras, numpy and one of Keras's backends.

        render keras > generator.py
        render keras --network discriminator --output d.npz
      """)

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "The weights. (default: models/generator_e050.npz in the run folder, with the names of the "
        + "network and of the checkpoint)", valueName: "path"))
  var output: String?

  @OptionGroup var reporting: OutputOptions

  func validate() throws { try model.check(output, .keras, "an npz file") }

  func run() throws {
    try reportingErrors {
      try report(
        model.write(as: .keras, to: output, isQuiet: reporting.quiet).outcome, reporting)
    }
  }
}
