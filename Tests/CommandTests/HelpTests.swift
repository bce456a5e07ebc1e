import Testing

/// The whole help of the commands, as a user reads it; also what their documentation quotes.
@Suite struct HelpTests {
  private func expect(
    _ program: KeyPath<TemporaryRun, Program>, _ arguments: [String], prints help: String,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let run = try TemporaryRun()
    let result = try run[keyPath: program].run(arguments + ["--help"])
    #expect(
      result == Program.Finished(status: 0, output: help + "\n", errors: ""),
      sourceLocation: location)
  }

  @Test func versionIsPrinted() throws {
    let run = try TemporaryRun()
    for arguments in [[], ["grid"], ["progress"], ["real"]] {
      let result = try run.render.run(arguments + ["--version"])
      #expect(result == Program.Finished(status: 0, output: "0.1.0\n", errors: ""))
    }
    #expect(try run.evaluate.run(["--version"]).output == "0.1.0\n")
  }

  @Test func evaluateTellsItsOptions() throws {
    try expect(
      \.evaluate, [],
      prints: """
        OVERVIEW: Read a run's checkpoints and write the accuracy of their
        discriminators.

        Each discriminator judges, without dropout, the first images of the test set
        and as many images of its own generator; above 0.5 means real. At balance both
        losses are near 0.69, and it can tell neither. The same seed gives every
        checkpoint the same latents. The results are kept in evaluation.jsonl in the
        run folder, and what is known there is not computed again.

          swift run evaluate --checkpoint e050
          swift run evaluate --every 10 --json

        With --verify, it compares every checksum of the archive, the store and the
        training state instead, and exits with 65 when something is damaged.

          swift run evaluate --verify

        USAGE: evaluate [--run <folder>] [--data <path>] [--checkpoint <name>] [--every <n>] \
        [--samples <n>] [--seed <n>] [--threads <n>] [--verify] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --data <path>           The tensor store. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --checkpoint <name>     Such as e050, or last, or all. (default: last; all
                                  with --every)
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
    try expect(
      \.render, [],
      prints: """
        OVERVIEW: Read checkpoints or the data and draw them as PNG files.

        Without a subcommand it draws a grid of generated digits.

          swift run render --checkpoint e050
          swift run render progress --every 10

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

  @Test func gridTellsItsOptions() throws {
    try expect(
      \.render, ["grid"],
      prints: """
        OVERVIEW: Read checkpoints and draw a grid of generated digits for each.

        Needs nothing but the checkpoint archive. A picture that is what it should be
        already is not drawn again.

          swift run render grid --checkpoint e050
          swift run render grid --every 10 --scale 2

        USAGE: render grid [--run <folder>] [--checkpoint <name>] [--every <n>] [--rows <n>] \
        [--columns <n>] [--seed <n>] [--palette <name>] [--scale <n>] [--output <path>] \
        [--threads <n>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --checkpoint <name>     Such as e050, or last, or all. (default: last; all
                                  with --every)
          --every <n>             Of all checkpoints, take every nth epoch and the
                                  last. (default: each)
          --rows <n>              Images from top to bottom, 1 to 100. (default: 10)
          --columns <n>           Images from left to right, 1 to 100. (default: 10)
          --seed <n>              Key of the latents: the same ones for every
                                  checkpoint. (default: 1)
          --palette <name>        gray_r: black on white; gray: white on black.
                                  (values: gray_r, gray; default: gray_r)
          --scale <n>             Times each pixel is repeated, 1 to 16. (default: 1)
          --output <path>         The picture. (default: images/generated_plot_e050.png
                                  in the run folder, with the name of the checkpoint)
          --threads <n>           Threads, 1 to 64; the result is the same. (default:
                                  $GAN_THREADS, else every core)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }

  @Test func progressTellsItsOptions() throws {
    try expect(
      \.render, ["progress"],
      prints: """
        OVERVIEW: Read all checkpoints and draw an animation of what the same latents
        become.

        Writes an animated PNG, which browsers play, and its frames as numbered PNG
        files, from which other tools make videos. Frames of an earlier, longer
        animation are removed.

          swift run render progress
          swift run render progress --every 10 --rows 5 --columns 8 --delay 500

        USAGE: render progress <options>

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --every <n>             Take every nth epoch, and the last. (default: 1)
          --rows <n>              Images from top to bottom, 1 to 100. (default: 10)
          --columns <n>           Images from left to right, 1 to 100. (default: 10)
          --seed <n>              Key of the latents: the same ones for every
                                  checkpoint. (default: 1)
          --palette <name>        gray_r: black on white; gray: white on black.
                                  (values: gray_r, gray; default: gray_r)
          --scale <n>             Times each pixel is repeated, 1 to 16. (default: 1)
          --delay <milliseconds>  Time of a frame, 10 to 60000; the last is shown for
                                  2000 or longer. (default: 200)
          --output <path>         The animation. (default: images/progress.apng in the
                                  run folder)
          --frames <folder>       The folder of the frames. (default: frames in the run
                                  folder)
          --threads <n>           Threads, 1 to 64; the result is the same. (default:
                                  $GAN_THREADS, else every core)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }

  @Test func realTellsItsOptions() throws {
    try expect(
      \.render, ["real"],
      prints: """
        OVERVIEW: Read the tensor store and draw its first training images.

        Needs no run.

          swift run render real
          swift run render real --rows 2 --columns 8 --palette gray --output real.png

        USAGE: render real [--run <folder>] [--data <path>] [--rows <n>] [--columns <n>] \
        [--palette <name>] [--scale <n>] [--output <path>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --data <path>           The tensor store. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --rows <n>              Images from top to bottom, 1 to 100. (default: 5)
          --columns <n>           Images from left to right, 1 to 100. (default: 6)
          --palette <name>        gray_r: black on white; gray: white on black.
                                  (values: gray_r, gray; default: gray_r)
          --scale <n>             Times each pixel is repeated, 1 to 16. (default: 1)
          --output <path>         The picture. (default: images/real.png in the run
                                  folder)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }
}
