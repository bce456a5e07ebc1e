import ArgumentParser
import CommandSupport

@main
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure checkpoints of a run, or make the judge of the data.",
    discussion: """
      Without a subcommand it measures checkpoints.

        evaluate --every 10
        evaluate judge
      """,
    version: toolVersion,
    subcommands: [CheckpointsCommand.self, JudgeCommand.self],
    defaultSubcommand: CheckpointsCommand.self)

  static func main() { runAsProgram() }
}
