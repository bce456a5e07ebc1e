import TestSupport
import Testing

/// The whole help of the commands, as a user reads it; also what their documentation quotes.
@Suite struct HelpTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  @Test func versionIsPrinted() throws {
    for arguments in [[], ["grid"], ["progress"], ["real"], ["curves"], ["report"]] {
      let result = try run.render.run(arguments + ["--version"])
      #expect(result == Program.Finished(status: 0, output: "0.3.0\n", errors: ""))
    }
    for arguments in [[], ["checkpoints"], ["judge"]] {
      #expect(try run.evaluate.run(arguments + ["--version"]).output == "0.3.0\n")
    }
  }

  @Test func evaluateTellsItsSubcommands() throws {
    try run.evaluate.expect(
      prints: """
        OVERVIEW: Measure checkpoints of a run, or make the judge of the data.

        Without a subcommand it measures checkpoints.

          evaluate --every 10
          evaluate judge

        USAGE: evaluate <subcommand>

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.

        SUBCOMMANDS:
          checkpoints (default)   Measure a run's checkpoints: their images, and their
                                  discriminators.
          judge                   Train the classifier whose features tell how good
                                  images are.

          See 'evaluate help <subcommand>' for detailed help.
        """)
  }

  @Test func renderTellsItsSubcommands() throws {
    try run.render.expect(
      prints: """
        OVERVIEW: Read checkpoints or the data and draw them.

        Without a subcommand it draws a grid of generated digits.

          render --checkpoint e050
          render progress --every 10
          render compare --checkpoints e010,e030,e060,e100

        USAGE: render <subcommand>

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.

        SUBCOMMANDS:
          grid (default)          Read checkpoints and draw a grid of generated digits
                                  for each.
          progress                Read all checkpoints and draw an animation of what
                                  the same latents become.
          compare                 Read some checkpoints and draw what the same latents
                                  became, side by side.
          interpolate             Read a checkpoint and draw an animation of what
                                  becomes of latents that walk.
          real                    Read the tensor store and draw its first training
                                  images.
          samples                 Read a checkpoint and write many generated digits,
                                  for programs that measure them.
          curves                  Read the logs of runs and draw their losses,
                                  accuracies and metrics over epochs.
          report                  Read runs and make a page of one file that shows all
                                  there is to see of them.
          explore                 Read a checkpoint and make a page in which its
                                  networks run, to play with.
          onnx                    Read a checkpoint and write one of its networks as an
                                  ONNX model.
          pytorch                 Read a checkpoint and write the weights of one of its
                                  networks for PyTorch.
          keras                   Read a checkpoint and write the weights of one of its
                                  networks for Keras.
          tensorboard             Read a run and write its numbers and digits for
                                  TensorBoard.

          See 'render help <subcommand>' for detailed help.
        """)
  }

  @Test func benchmarkTellsItsOptions() throws {
    try run.benchmark.expect(
      prints: """
        OVERVIEW: Time the training step, and its layers, on made-up images.

        A step is the published one: 128 generated images, the discriminator on 128
        real and those, the generator on 256 latents. Its cost is counted directly, as
        if no algorithm saved multiplications.

          benchmark --precision bf16
          benchmark --threads 1 --layers --json

        USAGE: benchmark [--steps <steps>] [--batch-size <batch-size>] [--threads <n>] \
        [--precision <precision>] [--layers] [--json]

        OPTIONS:
          --steps <steps>         Steps to time, after 3 to warm up. (default: 20)
          --batch-size <batch-size>
                                  Images of a discriminator batch. (default: 256)
          --threads <n>           Threads, 1 to 64; the result is the same. (default:
                                  $GAN_THREADS, else every core)
          --precision <precision> Arithmetic: fp32 or bf16. (values: fp32, bf16;
                                  default: fp32)
          --layers                Time each layer and pass as well.
          --json                  Print the result as JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }
}
