import Testing

/// The whole help of the subcommands of `render`.
@Suite struct RenderHelpTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  @Test func gridTellsItsOptions() throws {
    try run.render.expect(
      ["grid"],
      prints: """
        OVERVIEW: Read checkpoints and draw a grid of generated digits for each.

        Needs nothing but the checkpoint archive. A picture that is what it should be
        already is not drawn again.

          render grid --checkpoint e050
          render grid --every 10 --scale 2

        USAGE: render grid [--run <folder>] [--checkpoint <name>] [--every <n>] [--rows <n>] \
        [--columns <n>] [--seed <n>] [--palette <name>] [--scale <n>] [--output <path>] \
        [--threads <n>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --checkpoint <name>     Such as e050 or 50; first, last, best or all.
                                  (default: last; all with --every)
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
    try run.render.expect(
      ["progress"],
      prints: """
        OVERVIEW: Read all checkpoints and draw an animation of what the same latents
        become.

        Writes an animated PNG, which browsers play, and its frames as numbered PNG
        files, from which other tools make videos. Frames of an earlier, longer
        animation are removed.

          render progress
          render progress --every 10 --rows 5 --columns 8 --delay 500

        USAGE: render progress <options>

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --every <n>             Take every nth epoch, and the last. (default: each,
                                  or as many as fit)
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
    try run.render.expect(
      ["real"],
      prints: """
        OVERVIEW: Read the tensor store and draw its first training images.

        Needs no run. Where nothing is said of rows or columns, a store with fewer than
        30 images gives a smaller sheet.

          render real
          render real --rows 2 --columns 8 --palette gray --output real.png

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

  @Test func curvesTellsItsOptions() throws {
    try run.render.expect(
      ["curves"],
      prints: """
        OVERVIEW: Read the logs of runs and draw their losses, accuracies and metrics
        over epochs.

        Draws a chart for each number that train.jsonl and evaluation.jsonl have, and a
        line in it for each run. Where the judge of the data lies beside the store, the
        charts of metrics show what written digits score.

          render curves
          render curves --run runs/a --run runs/b --output both.png

        USAGE: render curves [--run <folder> ...] [--data <path>] [--format <name>] [--output \
        <path>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          A run folder; give it several times to compare runs.
                                  (default: $GAN_RUN, else runs/mnist)
          --data <path>           The tensor store. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --format <name>         What to write. (default: what the suffix of --output
                                  says, else svg) (values: svg, png)
          --output <path>         The file. (default: images/curves.svg in the run
                                  folder, or curves.png)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }

  @Test func reportTellsItsOptions() throws {
    try run.render.expect(
      ["report"],
      prints: """
        OVERVIEW: Read runs and make a page of one file that shows all there is to see
        of them.

        Digits of every epoch beside the training images nearest to them, curves,
        metrics and options, for any browser, without a network, and for paper. What is
        missing yet, such as an evaluation, is named with the command that makes it.

          render report
          render report --run runs/a --run runs/b --output both.html

        USAGE: render report [--run <folder> ...] [--data <path>] [--seed <n>] [--output \
        <path>] [--threads <n>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          A run folder; give it several times to compare runs.
                                  (default: $GAN_RUN, else runs/mnist)
          --data <path>           The tensor store. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --seed <n>              Key of the latents: the same ones for every
                                  checkpoint. (default: 1)
          --output <path>         The page. (default: images/report.html in the run
                                  folder)
          --threads <n>           Threads, 1 to 64; the result is the same. (default:
                                  $GAN_THREADS, else every core)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }

  @Test func exploreTellsItsOptions() throws {
    try run.render.expect(
      ["explore"],
      prints: """
        OVERVIEW: Read a checkpoint and make a page in which its networks run, to play
        with.

        A page of one file, for any browser of today, which needs no server and no
        network: it has the weights of the checkpoint, more coarsely those of other
        epochs, and written digits.

          render explore
          render explore --checkpoint e050 --output explore.html

        USAGE: render explore [--run <folder>] [--data <path>] [--checkpoint <name>] \
        [--output <path>] [--threads <n>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --data <path>           The tensor store. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --checkpoint <name>     Such as e050 or 50; first, last or best. (default:
                                  last)
          --output <path>         The page. (default: images/explore.html in the run
                                  folder)
          --threads <n>           Threads, 1 to 64; the result is the same. (default:
                                  $GAN_THREADS, else every core)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }
}
