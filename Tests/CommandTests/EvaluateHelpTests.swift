import Testing

/// The whole help of the subcommands of `evaluate`.
@Suite struct EvaluateHelpTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  @Test func checkpointsTellsItsOptions() throws {
    try run.evaluate.expect(
      ["checkpoints"],
      prints: """
        OVERVIEW: Measure a run's checkpoints: their images, and their discriminators.

        Every checkpoint makes as many images as there are test images, from latents
        that the seed fixes, and is compared with the whole test set. The results are
        kept in evaluation.jsonl in the run folder, and what is known there is not
        computed again. The table has the metrics that fit; --json and --csv have all.

          evaluate --checkpoint e050
          evaluate --every 10 --csv metrics.csv

        Below them are images of known quality, as 'evaluate judge' measured them:
        training images, which no generator should surpass, and worse ones.

        What the numbers mean, and what each misses:
          frechet    distance of the judge's features, as Gaussians, from 0; lower is
                     better. Blind to what mean and covariance do not show.
          kernel +-  distance of the features without bias, about 0 for equal sets;
                     lower is better. Noisy for few images.
          precision  share of images that look real. Blind to what is never drawn.
          recall     share of test images that the generator comes near. A few odd
                     images raise it.
          density    how crowded test images are by generated ones, about 1 for
                     equal sets. Higher where all images are alike.
          coverage   share of test images with a generated one near. Blind to
                     copies.
          score      from 1 to the number of classes: sure of each image, and all
                     classes drawn. Blind to a class of one image.
          missing    classes with less than a tenth of their share.
          copies     share of images nearer to a training image than 99 of 100 test
                     images are; about 1 % without copies. Blind to moved copies.
          right      share of images that the discriminator tells, with the 95 %
                     interval. It swings while the images hardly change.
          AUC        chance that a test image is taken for real rather than a
                     generated one; 0.5 where it can tell neither. Of this
                     discriminator only: other runs have others.
          course     the same of 100 images each: 20 points are no difference.

        Two judges of other seeds differ by several percent on the same images: less
        than a tenth is no difference. The distances are between features of this
        judge, and are never comparable with an FID or KID of Inception's.

          evaluate --compare runs/a runs/b
          evaluate --list

        With --gate, the checkpoint passes or not: each metric within the limits that
        the file gives, and no more than so much worse than the champion's.
        verdict.json in the run folder has every comparison; exit code 1 means that the
        gate said no.

          evaluate --gate pipeline/gate.yaml --champion runs/current

        With --verify, it compares every checksum of the archive, the store and the
        training state instead, and exits with 65 when something is damaged, or of
        another version.

          evaluate --verify

        USAGE: evaluate checkpoints <options>

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --data <path>           The tensor store. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --judge <path>          The judge. (default: judge.safetensors beside the
                                  tensor store)
          --no-judge              Measure the discriminator alone.
          --checkpoint <name>     Such as e050 or 50; first, last, best or all.
                                  (default: last; all with --every)
          --every <n>             Of all checkpoints, take every nth epoch and the
                                  last. (default: each)
          --samples <n>           Images to generate, at least 6. (default: as many as
                                  test images)
          --seed <n>              Key of the latents, 0 or more. (default: 1)
          --raw                   Take the generator as it was trained where there is
                                  an averaged one.
          --threads <n>           Threads, 1 to 64; the result is the same. (default:
                                  $GAN_THREADS, else every core)
          --output <path>         The records. (default: evaluation.jsonl in the run)
          --csv <path>            Write the table with all metrics as CSV, too.
          --features <path>       Write images, features and logits of one checkpoint
                                  as an npz file, too.
          --gate <file>           Let the checkpoint pass only when it is as this file
                                  asks; exit code 1 when not.
          --champion <folder>     With --gate: the run whose checkpoint it compares
                                  with, measured on the same.
          --champion-checkpoint <name>
                                  Its checkpoint: such as e050 or 50; first, last or
                                  best. (default: last)
          --dry-run               With --gate: read it and find the champion, measure
                                  nothing.
          --list                  Print which checkpoints there are, and which are
                                  evaluated.
          --compare <run>         Print the metrics of several runs at the same epochs,
                                  from their evaluation.jsonl, and their spread where
                                  runs differ in the seed only.
          --verify                Compare checksums instead of measuring images.
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

        With it come the metrics of images of which one knows what they are, to read
        others by: training images, the same without the most frequent class, the same
        blurred (a binomial filter of 5 x 5 pixels), and uniform noise. No generator
        should do better than the first, or worse than the last.

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
