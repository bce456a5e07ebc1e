import ArgumentParser
import CommandSupport

@main
struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Read checkpoints or the data and draw them.",
    discussion: """
      Without a subcommand it draws a grid of generated digits.

        render --checkpoint e050
        render progress --every 10
        render compare --checkpoints e010,e030,e060,e100
      """,
    version: toolVersion,
    subcommands: [
      GridCommand.self, ProgressCommand.self, CompareCommand.self, InterpolateCommand.self,
      RealCommand.self, SamplesCommand.self, CurvesCommand.self, ReportCommand.self,
      ExploreCommand.self, ONNXCommand.self, PyTorchCommand.self, KerasCommand.self,
      TensorBoardCommand.self,
    ],
    defaultSubcommand: GridCommand.self)

  static func main() { runAsProgram() }
}
