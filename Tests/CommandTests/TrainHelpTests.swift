import Testing

/// The whole help of `train`, as a user reads it.
@Suite struct TrainHelpTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  @Test func trainTellsItsOptions() throws {
    try run.train.expect(
      prints: """
        OVERVIEW: Train the networks on a tensor store and archive a checkpoint per
        epoch.

        Creates the run folder, or continues it up to --epochs; a run that was
        interrupted continues bit for bit. Flags come before the recipe, the recipe
        before the run's own config.yaml, that before the reference experiment.

          train --recipe pipeline/mnist.yaml
          train --run runs/short --epochs 3 --seed 7

        With --repair, epochs that are damaged in the archive are computed again from
        the start of the run and written back in their places; whole ones must come out
        the same, else nothing more is written (78).

          train --run runs/short --repair

        A line an epoch goes to standard error, in the form that --log-format says;
        --json prints one result at the end.

        With --overwrite, the run that is there stays until the new one has an archived
        epoch, then its files, evaluation and pictures are replaced. On a terminal it
        asks first. An interrupted one is continued without --overwrite.

        A warning tells once of each sign that training has collapsed: an epoch in
        which the discriminator had more than 99 % or fewer than 1 % of all images
        right, gradients that vanished, samples that became alike. With --on-collapse
        stop it ends there, once the epoch is durable.

        Exit codes: 0 done, 64 usage, 65 damaged data, 66 input missing, 70 diverged or
        collapsed, 73 and 74 cannot write, 75 another process trains this run, 78 the
        run was made with other options, 129, 130 and 143 stopped by a signal (run the
        same command to continue).

        USAGE: train <options>

        TRAINING:
          --epochs <epochs>       Whole epochs to train in all; a number in 1...100000.
                                  (default: 100)
          --batch-size <batch-size>
                                  Images of a discriminator batch, half of them real;
                                  an even number in 2...4096. (default: 256)
          --latent-dim <latent-dim>
                                  Size of a latent vector; a number in 1...4096.
                                  (default: 100)
          --learning-rate <learning-rate>
                                  Adam's step size, both networks; above 0 and at most
                                  1. (default: 0.0002)
          --beta1 <beta1>         Adam's decay of the first moment; at least 0 and
                                  below 1. (default: 0.5)
          --dropout <dropout>     Share of the discriminator's activations dropped; at
                                  least 0 and below 1. (default: 0.4)
          --discriminator-filters <discriminator-filters>
                                  Filters of each of the discriminator's convolutions;
                                  64, 128 or 256. (default: 64)
          --discriminator-learning-rate <discriminator-learning-rate>
                                  Adam's step size for the discriminator, 0 for that of
                                  both; at least 0 and at most 1. (default: 0.0)
          --discriminator-updates <discriminator-updates>
                                  Updates of the discriminator for each of the
                                  generator; a number in 1...16. (default: 1)
          --learning-rate-decay-start <learning-rate-decay-start>
                                  Epochs after which the learning rates decay; a number
                                  in 0...100000. (default: 0)
          --learning-rate-half-life <learning-rate-half-life>
                                  Epochs in which they halve then, 0 for never; a
                                  number in 0...100000. (default: 0)
          --average-half-life <average-half-life>
                                  Images after which an update counts half in the
                                  averaged generator, 0 for none; a number in
                                  0...1000000000. (default: 0)
          --loss <loss>           What the networks minimise; non_saturating,
                                  relativistic or least_squares. (default:
                                  non_saturating)
          --label-smoothing <label-smoothing>
                                  How far the label of real images is from certainty;
                                  at least 0 and below 0.5. (default: 0.0)
          --r1 <r1>               Weight of the penalty on the discriminator's slope at
                                  real images; at least 0 and at most 1000000.
                                  (default: 0.0)
          --r2 <r2>               Weight of the same at generated images; at least 0
                                  and at most 1000000. (default: 0.0)
          --penalty-interval <penalty-interval>
                                  Every nth update of the discriminator has the
                                  penalties, n times as heavy; a number in 1...1000.
                                  (default: 1)
          --seed <seed>           Key of every random draw; a number in
                                  0...18446744073709551615. (default: 1)
          --precision <precision> Arithmetic; fp32 or bf16. (default: fp32)
          --keep-every <keep-every>
                                  Archive the epochs that this divides, as it must
                                  --epochs; a number in 1...1000000. (default: 1)

        OPTIONS:
          --data <path>           The tensor store. (default: $GAN_DATA, else
                                  data/mnist.safetensors)
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --recipe <recipe>       A recipe in YAML: options by name, such as
                                  'batch_size: 256'.
          --threads <n>           Threads, 1 to 64; the result is the same. (default:
                                  $GAN_THREADS, else every core)
          --overwrite             Start again: a new run takes the place of this one.
          --repair                Compute damaged epochs of the archive again and write
                                  them back, then train as usual.
          --dry-run               Print the effective recipe, make every check that
                                  training makes, and stop.
          --on-collapse <on-collapse>
                                  What a sign of collapse leads to. (values: warn,
                                  stop; default: warn)
          --log-format <log-format>
                                  The form of the lines an epoch. (values: text, json;
                                  default: text)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }
}
