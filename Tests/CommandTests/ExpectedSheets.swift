import CheckpointArchive
import Networks
import NeuralNetwork
import Pictures

/// Where the sheet of a checkpoint goes by default.
func plot(_ name: String, _ variant: String = "") -> String {
  "runs/mnist/images/generated_plot_\(name)\(variant).png"
}

/// The sheet of a checkpoint, made without the command.
func sheet(
  _ run: TemporaryRun, epoch: Int, rows: Int = 10, columns: Int = 10, seed: UInt64 = 1,
  palette: Palette = .grayReversed, scale: Int? = nil, label: String? = nil
) throws -> Picture {
  let engine = try Engine(threads: 1)
  let latents = sampleLatents(
    seed: seed, count: rows * columns, dimension: TemporaryRun.latentDimension, engine: engine)
  return try sheet(
    run, epoch: epoch, rows: rows, columns: columns, latents: latents, palette: palette,
    scale: scale, label: label)
}

/// The sheet that a checkpoint makes of latents `[_, 10]`, one by one.
func sheet(
  _ run: TemporaryRun, epoch: Int, rows: Int, columns: Int, latents: [Float],
  palette: Palette = .grayReversed, scale: Int? = nil, label: String? = nil
) throws -> Picture {
  let checkpoint = try ArchiveReader(path: run.archivePath).checkpoint(epoch: epoch)
  let dimension = TemporaryRun.latentDimension
  let engine = try Engine(threads: 1)
  let generator = try GeneratorModel(
    latentDimension: dimension, tensors: checkpoint.generator, engine: engine)
  let images = stride(from: 0, to: latents.count, by: dimension).flatMap {
    generator.images(latents: Array(latents[$0..<$0 + dimension]), count: 1)
  }
  let width = 2 + columns * 30
  let caption = label.map { Caption($0, width: width) }
  // Of the sizes that tests draw, those that are not given a scale are as wide as 1,000 pixels allow.
  return grid(
    of: images, rows: rows, columns: columns, palette: palette, scale: scale ?? 1000 / width,
    caption: caption, captionLineCount: caption?.lines.count ?? 0)
}
