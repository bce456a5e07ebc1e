import CheckpointArchive
import Networks
import NeuralNetwork
import Pictures

/// Where the sheet of a checkpoint goes by default.
func plot(_ name: String) -> String { "runs/mnist/images/generated_plot_\(name).png" }

/// The sheet of a checkpoint, made without the command.
func sheet(
  _ run: TemporaryRun, epoch: Int, rows: Int = 10, columns: Int = 10, seed: UInt64 = 1,
  palette: Palette = .grayReversed, scale: Int = 1
) throws -> Picture {
  let checkpoint = try ArchiveReader(path: run.archivePath).checkpoint(epoch: epoch)
  let dimension = TemporaryRun.latentDimension
  let engine = try Engine(threads: 1)
  let generator = try GeneratorModel(
    latentDimension: dimension, tensors: checkpoint.generator, engine: engine)
  let count = rows * columns
  let latents = sampleLatents(
    seed: seed, count: count, dimension: dimension, engine: engine)
  return grid(
    of: generator.images(latents: latents, count: count), rows: rows, columns: columns,
    palette: palette, scale: scale)
}
