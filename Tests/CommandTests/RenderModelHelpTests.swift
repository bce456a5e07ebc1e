import TestSupport
import Testing

/// The whole help of the commands that write for other tools.
@Suite struct RenderModelHelpTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  @Test func onnxTellsItsOptions() throws {
    try run.render.expect(
      ["onnx"],
      prints: """
        OVERVIEW: Read a checkpoint and write one of its networks as an ONNX model.

        The generator takes 'latent' [N, 100] and gives 'image' [N, 1, 28, 28], 0 to 1;
        the discriminator takes 'image' and gives 'logit' and 'probability' [N, 1].
        Opset 13, and no operator moves channels.

          render onnx
          render onnx --network discriminator --checkpoint e050 --output d.onnx
          render onnx --ascend --batch 1

        USAGE: render onnx [--run <folder>] [--checkpoint <name>] [--network <name>] \
        [--raw] [--batch <n>] [--ascend] [--output <path>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --checkpoint <name>     Such as e050 or 50; first, last or best. (default:
                                  last)
          --network <name>        Which network. (values: generator, discriminator;
                                  default: generator)
          --raw                   Take the generator as it was trained where there is
                                  an averaged one.
          --batch <n>             Fix N, 1 to 65536. (default: any N at each call)
          --ascend                Add the biases of transposed convolutions by
                                  operators of their own, as Huawei's CANN 5 and 6 want
                                  them, and print the command that compiles the model
                                  for the Atlas 200 DK.
          --output <path>         The model. (default: models/generator_e050.onnx in
                                  the run folder, with the names of the network and of
                                  the checkpoint)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }

  @Test func pyTorchTellsItsOptions() throws {
    try run.render.expect(
      ["pytorch"],
      prints: """
        OVERVIEW: Read a checkpoint and write the weights of one of its networks for
        PyTorch.

        Writes a safetensors file with PyTorch's names and layouts, and prints a
        program in Python that makes the network and opens it. It takes the packages
        torch, safetensors and numpy.

          render pytorch > generator.py
          render pytorch --network discriminator --output d.safetensors

        USAGE: render pytorch [--run <folder>] [--checkpoint <name>] [--network <name>] \
        [--raw] [--output <path>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --checkpoint <name>     Such as e050 or 50; first, last or best. (default:
                                  last)
          --network <name>        Which network. (values: generator, discriminator;
                                  default: generator)
          --raw                   Take the generator as it was trained where there is
                                  an averaged one.
          --output <path>         The weights. (default:
                                  models/generator_e050.safetensors in the run folder,
                                  with the names of the network and of the checkpoint)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }

  @Test func kerasTellsItsOptions() throws {
    try run.render.expect(
      ["keras"],
      prints: """
        OVERVIEW: Read a checkpoint and write the weights of one of its networks for
        Keras.

        Writes an npz file with Keras's order and layouts, and prints a program in
        Python that makes the network and opens it. It takes the packages keras, numpy
        and one of Keras's backends.

          render keras > generator.py
          render keras --network discriminator --output d.npz

        USAGE: render keras [--run <folder>] [--checkpoint <name>] [--network <name>] \
        [--raw] [--output <path>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --checkpoint <name>     Such as e050 or 50; first, last or best. (default:
                                  last)
          --network <name>        Which network. (values: generator, discriminator;
                                  default: generator)
          --raw                   Take the generator as it was trained where there is
                                  an averaged one.
          --output <path>         The weights. (default: models/generator_e050.npz in
                                  the run folder, with the names of the network and of
                                  the checkpoint)
          --quiet                 Print errors only.
          --json                  Print the result as one line of JSON.
          --version               Show the version.
          -h, --help              Show help information.

        """)
  }

  @Test func tensorBoardTellsItsOptions() throws {
    try run.render.expect(
      ["tensorboard"],
      prints: """
        OVERVIEW: Read a run and write its numbers and digits for TensorBoard.

        Writes one file of events, in which an epoch is a step: the numbers of
        train.jsonl, the metrics of evaluation.jsonl, and 100 digits of the same
        latents. The file of an earlier time is replaced.

          render tensorboard
          render tensorboard --every 10 --output logs/first

        USAGE: render tensorboard [--run <folder>] [--every <n>] [--output <folder>] \
        [--raw] [--threads <n>] [--quiet] [--json]

        OPTIONS:
          --run <folder>          The run folder. (default: $GAN_RUN, else runs/mnist)
          --every <n>             Draw every nth epoch, and the last. (default: each)
          --output <folder>       The folder of the file. (default: tensorboard in the
                                  run folder)
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
