import ArgumentParser
import CheckpointArchive
import CommandSupport
import Exports

struct ONNXCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "onnx",
    abstract: "Read a checkpoint and write one of its networks as an ONNX model.",
    discussion: """
      The generator takes 'latent' [N, 100] and gives 'image' [N, 1, 28, 28], 0 to 1; the \
      discriminator takes 'image' and gives 'logit' and 'probability' [N, 1]. Opset 13, and no \
      operator moves channels.

        render onnx
        render onnx --network discriminator --checkpoint e050 --output d.onnx
        render onnx --ascend --batch 1
      """)

  @OptionGroup var model: ModelOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Fix N, 1 to 65536. (default: any N at each call)", valueName: "n"),
    transform: wholeNumber(in: ModelFormat.batchRange))
  var batch: Int?

  @Flag(
    help: ArgumentHelp(
      "Add the biases of transposed convolutions by operators of their own, as Huawei's CANN 5 and 6 "
        + "want them, and print the command that compiles the model for the Atlas 200 DK."))
  var ascend = false

  @Option(
    help: ArgumentHelp(
      "The model. (default: models/generator_e050.onnx in the run folder, with the names of the "
        + "network and of the checkpoint)", valueName: "path"))
  var output: String?

  @OptionGroup var reporting: OutputOptions

  private var format: ModelFormat { .onnx(batch: batch, splitsBias: ascend) }

  func validate() throws { try model.check(output, format, "an ONNX model") }

  func run() throws {
    try reportingErrors {
      let (outcome, path, info) = try model.write(
        as: format, to: output, isQuiet: reporting.quiet)
      try report(
        outcome, command: ascend ? ascendCommand(path: path, of: info) : nil, reporting)
    }
  }

  /// The command of CANN that compiles the model; the processor takes no free dimension.
  private func ascendCommand(path: String, of info: CheckpointInfo) -> String {
    let input =
      switch model.network {
      case .generator: "latent:\(batch ?? 1),\(info.run.options.latentDim)"
      case .discriminator: "image:\(batch ?? 1),1,28,28"
      }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let suffix = ".\(format.suffix)"
    let output = name.hasSuffix(suffix) ? String(path.dropLast(suffix.count)) : path
    return
      "atc --framework=5 --model=\(shellWord(path)) --input_shape=\(input) "
      + "--soc_version=Ascend310 --output=\(shellWord(output))"
  }
}
