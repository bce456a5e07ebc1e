import TestSupport
import Testing

/// The whole help of the commands, as a user reads it; also what their documentation quotes.
@Suite struct HelpTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  @Test func versionIsPrinted() throws {
    for arguments in [[], ["grid"], ["progress"], ["real"]] {
      let result = try run.render.run(arguments + ["--version"])
      #expect(result == Program.Finished(status: 0, output: "0.3.0\n", errors: ""))
    }
    #expect(try run.evaluate.run(["--version"]).output == "0.3.0\n")
  }

  @Test func evaluateTellsItsOptions() throws {
    try run.evaluate.expect(
      prints: """
        OVERVIEW: Read a run's checkpoints and write the accuracy of their
        discriminators.

        Each discriminator judges, without dropout, the first images of the test set
        and as many images of its own generator; above 0.5 means real. At balance both
        losses are near 0.69, and it can tell neither. The same seed gives every
        checkpoint the same latents. The results are kept in evaluation.jsonl in the
        run folder, and what is known there is not computed again.

          evaluate --checkpoint e050
          evaluate --every 10 --json

        With --verify, it compares every checksum of the archive, the store and the
        training state instead, and exits with 65 when something is damaged, or of
        another version.

          evaluate --verify

        USAGE: evaluate [--run <folder>] [--data <path>] [--checkpoint <name>] [--every <n>] \
        [--samples <n>] [--seed <n>] [--threads <n>] [--verify] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --data <path>           The tensor store. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --checkpoint <name>     Such as e050 or 50; first, last or all. (default:
                                  last; all with --every)
          --every <n>             Of all checkpoints, take every nth epoch and the
                                  last. (default: each)
          --samples <n>           Images of each kind, at least 1. (default: the whole
                                  test set)
          --seed <n>              Key of the latents, 0 or more. (default: 1)
          --threads <n>           Threads, 1 to 64; the result is the same. (default:
                                  $GAN_THREADS, else every core)
          --verify                Compare checksums instead of judging images.
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }

  @Test func renderTellsItsSubcommands() throws {
    try run.render.expect(
      prints: """
        OVERVIEW: Read checkpoints or the data and draw them as PNG files.

        Without a subcommand it draws a grid of generated digits.

          render --checkpoint e050
          render progress --every 10

        USAGE: render <subcommand>

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.

        SUBCOMMANDS:
          grid (default)          Read checkpoints and draw a grid of generated digits
                                  for each.
          progress                Read all checkpoints and draw an animation of what
                                  the same latents become.
          real                    Read the tensor store and draw its first training
                                  images.

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
