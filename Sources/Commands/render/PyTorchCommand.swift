import ArgumentParser
import CommandSupport
import Exports

struct PyTorchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pytorch",
    abstract: "Read a checkpoint and write the weights of one of its networks for PyTorch.",
    discussion: """
      Writes a safetensors file with PyTorch's names and layouts, and prints a program in Python that \
      makes the network and opens it. It takes the packages torch, safetensors and numpy.

        render pytorch > generator.py
        render pytorch --network discriminator --output d.safetensors
      """)

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "The weights. (default: models/generator_e050.safetensors in the run folder, with the names of "
        + "the network and of the checkpoint)", valueName: "path"))
  var output: String?

  @OptionGroup var reporting: OutputOptions

  func validate() throws { try model.check(output, .pytorch, "a safetensors file") }

  func run() throws {
    try reportingErrors {
      try report(
        model.write(as: .pytorch, to: output, isQuiet: reporting.quiet).outcome, reporting)
    }
  }
}
