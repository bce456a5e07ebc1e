import Testing

/// The whole help of the subcommands of `evaluate`.
@Suite struct EvaluateHelpTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  @Test func checkpointsTellsItsOptions() throws {
    try run.evaluate.expect(
      ["checkpoints"],
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

        USAGE: evaluate checkpoints [--run <folder>] [--data <path>] [--checkpoint <name>] [--every <n>] \
        [--samples <n>] [--seed <n>] [--threads <n>] [--verify] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --data <path>           The tensor store. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --checkpoint <name>     Such as e050 or 50; first, last, best or all.
                                  (default: last; all with --every)
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

  @Test func judgeTellsItsOptions() throws {
    try run.evaluate.expect(
      ["judge"],
      prints: """
        OVERVIEW: Train the classifier whose features tell how good images are.

        It learns the labels of the store's training images, once for a store; where it
        lies already there is nothing to do. One that is damaged, of other data or of
        another version is replaced.

          evaluate judge
          evaluate judge --data few/store.safetensors

        USAGE: evaluate judge [--data <path>] [--output <path>] [--threads <n>] [--quiet] [--json]

        OPTIONS:
          --data <path>           The tensor store. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --output <path>         The judge. (default: judge.safetensors beside the
                                  tensor store)
          --threads <n>           Threads, 1 to 64; the result is the same. (default:
                                  $GAN_THREADS, else every core)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }
}
