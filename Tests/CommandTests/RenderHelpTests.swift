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
        already is not drawn again. What is asked for besides the checkpoint is part of
        its name.

          render grid --checkpoint e050
          render grid --every 10 --scale 2
          render grid --latents mine.npy --label --output - | display

        USAGE: render grid <options>

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --checkpoint <name>     Such as e050 or 50; first, last, best or all.
                                  (default: last; all with --every)
          --every <n>             Of all checkpoints, take every nth epoch and the
                                  last. (default: each)
          --rows <n>              Images from top to bottom, 1 to 100. (default: 10, or
                                  as many as there are)
          --columns <n>           Images from left to right, 1 to 100. (default: 10, or
                                  as many as there are)
          --seed <n>              Key of the latents: the same ones for every
                                  checkpoint. (default: 1)
          --latents <path>        Take the latents of a .npy file instead, float32 or
                                  float64, [count, latent].
          --zeros                 Take the latent that is zero throughout instead.
          --palette <name>        gray_r: black on white; gray: white on black.
                                  (values: gray_r, gray; default: gray_r)
          --scale <n>             Times each pixel is repeated, 1 to 32. (default: what
                                  makes 600 to 1000 pixels a row)
          --label                 Write the checkpoint and the seed above the images.
          --output <path>         The picture; - for standard output. (default:
                                  images/generated_plot_e050.png in the run folder,
                                  with the name of the checkpoint)
          --raw                   Take the generator as it was trained where there is
                                  an averaged one.
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

        Writes an animated PNG, which browsers play, and its frames as PNG files that
        are named by their epochs. Frames of an earlier animation that are not among
        them are removed.

          render progress
          render progress --every 10 --rows 5 --columns 8 --delay 500
          render progress --output progress.gif
          render progress --y4m - | ffmpeg -i - progress.mp4

        USAGE: render progress <options>

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --every <n>             Take every nth epoch, and the last. (default: each,
                                  or as many as fit)
          --rows <n>              Images from top to bottom, 1 to 100. (default: 10, or
                                  as many as there are)
          --columns <n>           Images from left to right, 1 to 100. (default: 10, or
                                  as many as there are)
          --seed <n>              Key of the latents: the same ones for every
                                  checkpoint. (default: 1)
          --latents <path>        Take the latents of a .npy file instead, float32 or
                                  float64, [count, latent].
          --zeros                 Take the latent that is zero throughout instead.
          --palette <name>        gray_r: black on white; gray: white on black.
                                  (values: gray_r, gray; default: gray_r)
          --scale <n>             Times each pixel is repeated, 1 to 32. (default: what
                                  makes 600 to 1000 pixels a row)
          --delay <milliseconds>  Time of a frame, 10 to 60000; the last is shown for
                                  2000 or longer. (default: 200)
          --output <path>         The animation, a GIF where its name ends in .gif; -
                                  for standard output, without frames. (default:
                                  images/progress.apng in the run folder)
          --y4m <path>            Write the frames as video there and nothing else, in
                                  YUV4MPEG2, which ffmpeg reads; - for standard output.
          --frames <folder>       The folder of the frames. (default: frames in the run
                                  folder)
          --raw                   Take the generator as it was trained where there is
                                  an averaged one.
          --threads <n>           Threads, 1 to 64; the result is the same. (default:
                                  $GAN_THREADS, else every core)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }

  @Test func compareTellsItsOptions() throws {
    try run.render.expect(
      ["compare"],
      prints: """
        OVERVIEW: Read some checkpoints and draw what the same latents became, side by
        side.

        The checkpoints are named above their images.

          render compare
          render compare --checkpoints e010,e030,e060,e100
          render compare --checkpoints first,last --rows 10 --columns 10

        USAGE: render compare <options>

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --checkpoints <names>   2 to 20 of them, such as e010 or 10, first, last and
                                  best, from left to right. (default: four, evenly
                                  spread up to the last)
          --rows <n>              Images of a checkpoint from top to bottom, 1 to 100.
                                  (default: 5)
          --columns <n>           Images of a checkpoint from left to right, 1 to 100.
                                  (default: 5)
          --seed <n>              Key of the latents: the same ones for every
                                  checkpoint. (default: 1)
          --latents <path>        Take the latents of a .npy file instead, float32 or
                                  float64, [count, latent].
          --zeros                 Take the latent that is zero throughout instead.
          --palette <name>        gray_r: black on white; gray: white on black.
                                  (values: gray_r, gray; default: gray_r)
          --scale <n>             Times each pixel is repeated, 1 to 32. (default: what
                                  makes 600 to 1000 pixels a row)
          --output <path>         The picture; - for standard output. (default:
                                  images/compare_e010_e030.png in the run folder, with
                                  the names of the checkpoints)
          --raw                   Take the generator as it was trained where there is
                                  an averaged one.
          --threads <n>           Threads, 1 to 64; the result is the same. (default:
                                  $GAN_THREADS, else every core)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }

  @Test func interpolateTellsItsOptions() throws {
    try run.render.expect(
      ["interpolate"],
      prints: """
        OVERVIEW: Read a checkpoint and draw an animation of what becomes of latents
        that walk.

        Every image goes from latent to latent on the sphere they lie on, and back to
        the first: the animation has no end. With --latents those of the first stations
        of all images come first in the file, and one image walks through all of them
        unless --rows or --columns says otherwise.

          render interpolate
          render interpolate --checkpoint e050 --rows 3 --columns 3 --stations 10
        --frames 200
          render interpolate --y4m - | ffmpeg -stream_loop 4 -i - walk.mp4

        USAGE: render interpolate <options>

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --checkpoint <name>     Such as e050 or 50; first, last or best. (default:
                                  last)
          --frames <n>            Pictures of the whole walk, 2 to 10000. (default: 60)
          --stations <n>          Latents that each image passes, 2 to 100. (default:
                                  6, or as many as the file of --latents has)
          --rows <n>              Images from top to bottom, 1 to 100. (default: 4; 1
                                  with --latents)
          --columns <n>           Images from left to right, 1 to 100. (default: 4; 1
                                  with --latents)
          --seed <n>              Key of the latents: the same ones for every
                                  checkpoint. (default: 1)
          --latents <path>        Take the latents of a .npy file instead, float32 or
                                  float64, [count, latent].
          --zeros                 Take the latent that is zero throughout instead.
          --palette <name>        gray_r: black on white; gray: white on black.
                                  (values: gray_r, gray; default: gray_r)
          --scale <n>             Times each pixel is repeated, 1 to 32. (default: what
                                  makes 600 to 1000 pixels a row)
          --delay <milliseconds>  Time of a frame, 10 to 60000. (default: 100)
          --output <path>         The animation, a GIF where its name ends in .gif; -
                                  for standard output. (default:
                                  images/interpolation_e050.apng in the run folder,
                                  with the name of the checkpoint)
          --y4m <path>            Write the frames as video there and nothing else, in
                                  YUV4MPEG2, which ffmpeg reads; - for standard output.
          --raw                   Take the generator as it was trained where there is
                                  an averaged one.
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

        Needs no run. The picture is as large as that of generated digits, to be seen
        beside it; a store with fewer than 100 images gives a smaller one, where
        nothing is said of rows or columns.

          render real
          render real --rows 5 --columns 6 --palette gray --output real.png

        USAGE: render real [--run <folder>] [--data <path>] [--rows <n>] [--columns <n>] \
        [--palette <name>] [--scale <n>] [--output <path>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --data <path>           The tensor store. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --rows <n>              Images from top to bottom, 1 to 100. (default: 10, or
                                  as many as there are)
          --columns <n>           Images from left to right, 1 to 100. (default: 10, or
                                  as many as there are)
          --palette <name>        gray_r: black on white; gray: white on black.
                                  (values: gray_r, gray; default: gray_r)
          --scale <n>             Times each pixel is repeated, 1 to 32. (default: what
                                  makes 600 to 1000 pixels a row)
          --output <path>         The picture; - for standard output. (default:
                                  images/real.png in the run folder)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }

  @Test func samplesTellsItsOptions() throws {
    try run.render.expect(
      ["samples"],
      prints: """
        OVERVIEW: Read a checkpoint and write many generated digits, for programs that
        measure them.

        As data is, and not as pictures are: a digit is 28x28 numbers from 0, the
        background, to 255. The name of the output decides: .npy and .npz give one
        array [count, 28, 28], which numpy.load reads, any other a folder of PNG files,
        which torch-fidelity reads. Digits are made piece by piece, so memory sets no
        limit.

          render samples --count 10000
          render samples --count 50000 --seed 7 --output samples.npz
          render samples --count 1000 --truncation 0.7 --float --output samples.npy

        USAGE: render samples [--run <folder>] [--checkpoint <name>] --count <n> [--seed <n>] \
        [--truncation <x>] [--float] [--output <path>] [--raw] [--threads <n>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --checkpoint <name>     Such as e050 or 50; first, last or best. (default:
                                  last)
          --count <n>             Digits, 1 to 10000000.
          --seed <n>              Key of the latents: the first digits are those of
                                  'grid'. (default: 1)
          --truncation <x>        Draw latents again that are further from 0, 0.1 to
                                  10: fewer broken digits, less variety. (default: none)
          --float                 Write float32 from 0 to 1, as exact as they are made,
                                  into the .npy or .npz file.
          --output <path>         A .npy or .npz file or a folder. (default:
                                  samples/e050_10000 in the run folder, with the name
                                  of the checkpoint and what was asked for)
          --raw                   Take the generator as it was trained where there is
                                  an averaged one.
          --threads <n>           Threads, 1 to 64; the result is the same. (default:
                                  $GAN_THREADS, else every core)
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
          --output <path>         The file; - for standard output. (default:
                                  images/curves.svg in the run folder, or curves.png)
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
        <path>] [--raw] [--threads <n>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          A run folder; give it several times to compare runs.
                                  (default: $GAN_RUN, else runs/mnist)
          --data <path>           The tensor store. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --seed <n>              Key of the latents: the same ones for every
                                  checkpoint. (default: 1)
          --output <path>         The page; - for standard output. (default:
                                  images/report.html in the run folder)
          --raw                   Take the generator as it was trained where there is
                                  an averaged one.
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
        [--output <path>] [--raw] [--threads <n>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --data <path>           The tensor store. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --checkpoint <name>     Such as e050 or 50; first, last or best. (default:
                                  last)
          --output <path>         The page; - for standard output. (default:
                                  images/explore.html in the run folder)
          --raw                   Take the generator as it was trained where there is
                                  an averaged one.
          --threads <n>           Threads, 1 to 64; the result is the same. (default:
                                  $GAN_THREADS, else every core)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }
}
