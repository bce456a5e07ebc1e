import CheckpointArchive
import DurableFiles
import Networks
import NeuralNetwork
import Pictures

/// Draws what the generators of a run make of the same latents.
public final class SampleSheets {
  private let archive: ArchiveReader
  private let seed: UInt64
  private let engine: Engine
  private let toolVersion: String
  /// How the images are laid out.
  public let layout: SheetLayout

  /// - Parameters:
  ///   - archive: The generators.
  ///   - layout: Also says how many images there are.
  ///   - seed: Key of the latents: the first of a larger sheet are those of a smaller one.
  ///   - threads: At least 1; the pictures do not depend on it.
  ///   - toolVersion: For the pictures' texts.
  /// - Throws: `KernelError`.
  public init(
    archive: ArchiveReader, layout: SheetLayout, seed: UInt64, threads: Int, toolVersion: String
  ) throws {
    self.archive = archive
    self.layout = layout
    self.seed = seed
    engine = try Engine(threads: threads)
    self.toolVersion = toolVersion
  }

  /// Writes the sheet of each checkpoint to the path that `path` gives it.
  ///
  /// All paths are prepared before anything is drawn. A sheet that is there already stays, and a
  /// damaged checkpoint is noted in the outcome.
  ///
  /// - Throws: `FileError`, `PictureError`; errors of the archive other than damage.
  public func draw(
    _ infos: [CheckpointInfo], at path: (CheckpointInfo) -> String
  ) throws -> DrawingOutcome {
    for info in infos { try prepareOutput(at: path(info), as: .png) }
    var outcome = DrawingOutcome()
    for info in infos {
      let texts = texts(of: info)
      if try texts.match(fileAt: path(info)) {
        outcome.unchanged.append(path(info))
      } else if let picture = try outcome.collect(info, { try picture(of: info) }) {
        try replaceFile(at: path(info), contents: pngBytes(picture, text: texts.all))
        outcome.written.append(path(info))
      }
    }
    return outcome
  }

  /// The sheet of a checkpoint.
  ///
  /// - Throws: `ArchiveError`, `DrawingError.unusableNetwork`, `FileError`.
  func picture(of info: CheckpointInfo) throws -> Picture {
    let checkpoint = try archive.checkpoint(epoch: info.epoch)
    let dimension = info.run.options.latentDim
    let generator = try usableGenerator(of: checkpoint, engine: engine)
    let latents = sampleLatents(
      seed: seed, count: layout.count, dimension: dimension, engine: engine)
    return layout.picture(of: generator.images(latents: latents, count: layout.count))
  }

  /// What makes the sheet of a checkpoint.
  func texts(of info: CheckpointInfo) -> PictureTexts {
    texts([("Checkpoint", info.name), ("Generator SHA-256", info.generatorSha256)])
  }

  /// The texts of any picture of these sheets, those that say which of them in front.
  func texts(_ which: [(keyword: String, text: String)]) -> PictureTexts {
    PictureTexts(
      toolVersion: toolVersion,
      which + [
        ("Seed", "\(seed)"), ("Layout", layout.description),
        ("Instruction set", engine.kernels.name),
      ])
  }
}
